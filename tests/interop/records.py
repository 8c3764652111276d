"""Records taken apart into their items, changed, and put together again."""

from google.protobuf.internal.decoder import _DecodeVarint
from google.protobuf.internal.encoder import _VarintBytes

from convene.v1 import common_pb2, event_pb2, record_pb2

FIRST_LINE = b"convene record 3\n"


def read(path):
    """The items of a file."""
    with open(path, "rb") as file:
        data = file.read()
    assert data.startswith(FIRST_LINE)
    at, items = len(FIRST_LINE), []
    while at < len(data):
        size, at = _DecodeVarint(data, at)
        items.append(record_pb2.RecordItem.FromString(data[at:at + size]))
        at += size
    return items


def write(path, items):
    with open(path, "wb") as file:
        file.write(FIRST_LINE)
        for item in items:
            data = item.SerializeToString(deterministic=True)
            file.write(_VarintBytes(len(data)) + data)


def entries(items):
    return (item.entry for item in items if item.WhichOneof("item") == "entry")


def event(entry):
    """Of an entry, or of an item that is one."""
    if isinstance(entry, record_pb2.RecordItem):
        entry = entry.entry
    return event_pb2.Event.FromString(entry.event)


def sees(entry, team):
    """Whether the team's players were sent it, in a full record."""
    audience = event_pb2.Envelope.FromString(entry.envelope).audience
    return (audience.everyone or team in audience.team_ids
            or common_pb2.ROLE_PLAYER in audience.roles)


def walk(message):
    """Each message in a message, itself first."""
    yield message
    for field, value in message.ListFields():
        if field.message_type:
            for one in value if field.label == field.LABEL_REPEATED else [value]:
                yield from walk(one)


def texts(encoded):
    """What people or authors wrote in an event: all texts but words and ids."""
    found = set()
    for message in walk(event_pb2.Event.FromString(encoded)):
        for field, value in message.ListFields():
            if field.type == field.TYPE_STRING:
                for one in value if field.label == field.LABEL_REPEATED else [value]:
                    if len(one) >= 12 and " " in one:
                        found.add(one)
    return found


def documents(message):
    return [one.sha256 for one in walk(message)
            if isinstance(one, common_pb2.Attachment) and one.sha256]


def places(items, kind):
    """Where the items of a kind are: the first, one from the middle, the last."""
    found = [at for at, item in enumerate(items) if item.WhichOneof("item") == kind]
    return sorted({found[0], found[len(found) // 2], found[-1]}) if found else []


def changed_item(item):
    """The item with one of its bytes changed, in each of what it has."""
    kind = item.WhichOneof("item")
    body = getattr(item, kind)
    fields = [field.name for field, value in body.ListFields()
              if field.type == field.TYPE_BYTES and field.label != field.LABEL_REPEATED]
    for name in fields:
        other = record_pb2.RecordItem.FromString(item.SerializeToString())
        value = bytearray(getattr(getattr(other, kind), name))
        value[len(value) // 2] ^= 1
        setattr(getattr(other, kind), name, bytes(value))
        yield name, other
    if kind == "seal":
        other = record_pb2.RecordItem.FromString(item.SerializeToString())
        other.seal.wall_ms += 1
        yield "wall_ms", other
        for at in range(len(item.seal.path)):
            other = record_pb2.RecordItem.FromString(item.SerializeToString())
            other.seal.path[at] = bytes(32)
            yield f"path {at}", other


def changes(items):
    """(what was done, the items then): each of them has to be found."""
    for kind in "entry", "document", "seal":
        for at in places(items, kind):
            name = f"{kind} {at} of {len(items)}"
            for field, other in changed_item(items[at]):
                yield f"{name}: {field} changed", items[:at] + [other] + items[at + 1:]
            yield f"{name}: dropped", items[:at] + items[at + 1:]
            yield f"{name}: doubled", items[:at + 1] + items[at:]
            if at + 1 < len(items):
                yield (f"{name}: swapped with the next",
                       items[:at] + [items[at + 1], items[at]] + items[at + 2:])
    entry_places = places(items, "entry")
    yield ("an entry of the middle added at the end",
           items[:-1] + [items[entry_places[1]], items[-1]])
    yield "an entry added behind the end", items + [items[entry_places[-1]]]
    yield "a seal of the middle in place of the end", items[:-1] + [items[places(items, "seal")[0]]]
    for count in 1, 2, 3, len(items) // 2:
        yield f"the last {count} cut off", items[:-count]
    seal = places(items, "seal")[0]
    yield "cut off behind a seal", items[:seal + 1]
    yield "cut off, with the seal of the end", items[:seal + 1] + [items[-1]]

"""Our JSON against Google's: random messages go both ways and must come back unchanged.

json_peer.py FILTER PROTO_FOLDER. Takes CONVENE_TEST_SEED and CONVENE_TEST_ROUNDS from the environment.
"""
import os
import random
import subprocess
import sys
import tempfile

from google.protobuf import descriptor_pb2, descriptor_pool, json_format, message_factory

TEXTS = ["", "plain", "Zo\u00eb", "\u0645\u0631\u062d\u0628\u0627", "\U0001f6a2", 'a "b" \\ / <c>', "two\nlines\t\x01\x7f",
         "\u2028", "-1", "null"]
LIMITS = {
    "int64": [0, 1, -1, 2**63 - 1, -2**63, 10**15 + 7],
    "uint64": [0, 1, 2**64 - 1, 2**53 + 1],
    "int32": [0, 1, -1, 2**31 - 1, -2**31],
    "uint32": [0, 1, 2**32 - 1],
}


def load(folder):
    with tempfile.NamedTemporaryFile() as out:
        names = [os.path.join(folder, "convene/v1", name + ".proto") for name in ("scenario", "event", "frame")]
        subprocess.check_call(["protoc", "-I", folder, "--include_imports", "--descriptor_set_out", out.name] + names)
        files = descriptor_pb2.FileDescriptorSet.FromString(out.read())
    pool = descriptor_pool.DescriptorPool()
    for file in files.file:
        pool.Add(file)
    factory = message_factory.MessageFactory(pool)
    return {name: factory.GetPrototype(pool.FindMessageTypeByName("convene.v1." + name))
            for name in ("Scenario", "Event", "ClientFrame", "ServerFrame")}


def scalar(draw, field):
    kinds = {field.TYPE_INT64: "int64", field.TYPE_UINT64: "uint64", field.TYPE_INT32: "int32",
             field.TYPE_UINT32: "uint32"}
    if field.type in kinds:
        return draw.choice(LIMITS[kinds[field.type]])
    if field.type == field.TYPE_BOOL:
        return draw.random() < 0.5
    if field.type == field.TYPE_ENUM:
        return draw.choice([value.number for value in field.enum_type.values])
    if field.type == field.TYPE_BYTES:
        return bytes(draw.randrange(256) for _ in range(draw.randrange(5)))
    return draw.choice(TEXTS)


def fill(draw, message, depth):
    taken = set()
    fields = list(message.DESCRIPTOR.fields)
    draw.shuffle(fields)
    for field in fields:
        if draw.random() < 0.3 or (field.containing_oneof and field.containing_oneof in taken):
            continue
        taken.add(field.containing_oneof)
        repeated = field.label == field.LABEL_REPEATED
        if field.type == field.TYPE_MESSAGE:
            if depth == 0:
                continue
            if repeated:
                for _ in range(draw.randrange(3)):
                    fill(draw, getattr(message, field.name).add(), depth - 1)
            else:
                getattr(message, field.name).SetInParent()
                fill(draw, getattr(message, field.name), depth - 1)
        elif repeated:
            getattr(message, field.name).extend(scalar(draw, field) for _ in range(draw.randrange(4)))
        else:
            setattr(message, field.name, scalar(draw, field))


def main():
    program, folder = sys.argv[1:3]
    seed = int(os.environ.get("CONVENE_TEST_SEED", "1"))
    rounds = int(os.environ.get("CONVENE_TEST_ROUNDS", "150"))
    kinds = load(folder)
    draw = random.Random(seed)
    peer = subprocess.Popen([program], stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def ask(line):
        peer.stdin.write(line.encode() + b"\n")
        peer.stdin.flush()
        return peer.stdout.readline()[:-1].decode()

    for number in range(rounds):
        name = draw.choice(sorted(kinds))
        message = kinds[name]()
        fill(draw, message, 4)
        where = "seed %d, round %d, %s" % (seed, number, name)

        text = ask("%s w %s" % (name, message.SerializeToString().hex()))
        assert not text.startswith("!"), (where, text)
        assert json_format.Parse(text, kinds[name]()) == message, (where, text)
        assert "\n" not in text, where

        for names in (False, True):
            text = json_format.MessageToJson(message, indent=None, preserving_proto_field_name=names)
            answer = ask("%s r %s" % (name, text))
            assert not answer.startswith("!"), (where, answer)
            assert kinds[name].FromString(bytes.fromhex(answer)) == message, (where, text)
    peer.stdin.close()
    assert peer.wait() == 0
    print("%d messages both ways, seed %d" % (rounds, seed))


main()

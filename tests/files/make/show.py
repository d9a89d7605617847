"""Prints the figures of a test file: python show.py qinghe-county sample-county"""
import sys
import oracle, expected
for name in sys.argv[1:]:
    result = expected.PRODUCERS[name]()
    print(name, result.get("resourcesVerdict"))
    for stage in result["stages"]:
        print(" ", stage["stage"], stage["sections"], stage["pupils"], stage["comprehensive"], stage["verdict"])
        for row in stage["indicators"]:
            print("    %-24s %3d/%d mean %s cv %s %s" % (row["id"], row["met"], row["of"], row["mean"], row["cv"], row["cvWithin"]))

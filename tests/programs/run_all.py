"""Runs each of the named programs; ends with 1 if one of them fails."""
import runpy
import sys
import traceback

failed = []
for path in sys.argv[1:]:
    try:
        runpy.run_path(path, run_name="__main__")
    except SystemExit as end:
        if end.code not in (None, 0):
            failed.append(path)
    except Exception:
        print("in", path)
        traceback.print_exc()
        failed.append(path)
for path in failed:
    print("FAILED", path)
sys.exit(1 if failed else 0)

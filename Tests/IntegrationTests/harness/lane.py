"""How a lane in Python ends: what ran, what failed, and never a pass when nothing ran."""

import sys
import unittest


class _Result(unittest.TextTestResult):
    """Also remembers how many tests failed, however many of their sub-tests did."""

    def failed_tests(self):
        broken = [test for test, _ in self.failures + self.errors]
        return len({getattr(test, "test_case", test).id() if hasattr(test, "id") else str(test) for test in broken})


def run(suite):
    """Runs the suite, prints `N passed, N failed`, exits 1 when anything failed or nothing ran."""
    result = unittest.TextTestRunner(stream=sys.stderr, verbosity=2, resultclass=_Result).run(suite)
    failed = result.failed_tests()
    if result.testsRun == 0 and failed == 0:
        print("nothing ran", file=sys.stderr)
        failed = 1
    passed = max(0, result.testsRun - failed - len(result.skipped))
    skipped = f", {len(result.skipped)} skipped" if result.skipped else ""
    print(f"{passed} passed, {failed} failed{skipped}")
    sys.exit(0 if failed == 0 and passed > 0 else 1)


def main(*modules):
    """Runs the tests of the named modules, or those of the lane itself."""
    loader = unittest.TestLoader()
    names = modules or ("__main__",)
    run(unittest.TestSuite(loader.loadTestsFromName(name) for name in names))

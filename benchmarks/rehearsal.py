"""Tests that are collected and run once, and then run again by copies of the process, each with a fault of its own."""

import ast
import contextlib
import functools
import gc
import importlib
import importlib.abc
import importlib.util
import itertools
import mmap
import os
import pickle
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from array import array
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any

import pytest

CHECKOUT = Path(__file__).resolve().parent.parent
PACKAGE = CHECKOUT / "library_exchange"
KEPT = CHECKOUT / ".pytest_cache" / "mutants"
SEEN = "__seen__"
"""What a watched module calls before each statement of its functions."""

SURVIVED, NOTICED, TOO_LONG, NOT_TRIED, ANEW = "survived", "noticed", "too long", "not tried", "anew"
"""How a mutant ends; ANEW: only a run that imports everything anew can tell."""
BROKEN = "broken"
"""The copy itself went wrong: nothing may be concluded."""
ENDS = {0: SURVIVED, 1: NOTICED, 9: ANEW}
"""How a copy says so by its exit code; any other is BROKEN."""


def name_of(module: str) -> str:
    """Return the dotted name of a file of the package."""
    return ".".join(("library_exchange", *Path(module).with_suffix("").parts))


class Given(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Gives out modules of the package from trees that differ from their files."""

    def __init__(self, trees: dict[str, ast.AST], **known: Any) -> None:
        self.trees = {name_of(module): tree for module, tree in trees.items()}
        self.paths = {name_of(module): PACKAGE / module for module in trees}
        self.known = known
        self.given: set[str] = set()

    def find_spec(self, fullname: str, _path: Any, _target: Any = None) -> Any:
        """Return how a module of ours is loaded; any other is looked for elsewhere."""
        path = self.paths.get(fullname)
        return importlib.util.spec_from_file_location(fullname, path, loader=self) if path else None

    def create_module(self, _spec: Any) -> None:
        """Leave the making of the module to Python."""

    def exec_module(self, module: ModuleType) -> None:
        """Run the tree in the module."""
        module.__dict__.update(self.known)
        self.given.add(module.__name__)
        exec(compiled(self.trees[module.__name__], self.paths[module.__name__]), module.__dict__)


def compiled(tree: ast.AST, path: Path) -> CodeType:
    """Compile the tree of a module."""
    code: CodeType = compile(tree, str(path), "exec")  # type: ignore[call-overload]
    return code


def telling(module: str) -> ast.AST:
    """Return the tree of a module that tells of each statement in a function just before it is carried out."""
    tree = ast.parse((PACKAGE / module).read_text(encoding="utf-8"))
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef):
            _tell(function, module, is_function=True)
    return ast.fix_missing_locations(tree)


def _tell(block: ast.AST, module: str, is_function: bool = False) -> None:
    for name, value in ast.iter_fields(block):
        if not isinstance(value, list):
            continue
        if value and isinstance(value[0], ast.stmt):
            first = int(is_function and ast.get_docstring(block, clean=False) is not None)  # type: ignore[arg-type]
            told = value[:first]
            for statement in value[first:]:
                call = ast.Call(ast.Name(SEEN, ast.Load()), [ast.Constant(f"{module}:{statement.lineno}")], [])
                told += [ast.copy_location(ast.Expr(call), statement), statement]
                if not isinstance(statement, ast.FunctionDef | ast.ClassDef):
                    _tell(statement, module)
            setattr(block, name, told)
        elif value and isinstance(value[0], ast.excepthandler | ast.match_case):
            for each in value:
                _tell(each, module)


@dataclass(frozen=True)
class Fault:
    """A changed tree of a module; `function` is where the change is (qualified name, line), `statement` its line."""

    module: str
    tree: ast.AST
    function: tuple[str, int] | None
    statement: int


def codes(code: CodeType) -> Iterator[CodeType]:
    """Yield a code object and all within it."""
    yield code
    for const in code.co_consts:
        if isinstance(const, CodeType):
            yield from codes(const)


def put_in_place(fault: Fault, living: dict[tuple[str, str, int], list[FunctionType]]) -> bool:
    """Let the functions that live already do what the changed tree says; return whether there was one."""
    if fault.function is None:
        return False
    path = PACKAGE / fault.module
    found = living.get((str(path), *fault.function), [])
    new = [code for code in codes(compiled(fault.tree, path)) if _key(code)[1:] == fault.function]
    if not found or len(new) != 1 or any(each.__code__.co_freevars != new[0].co_freevars for each in found):
        return False
    for each in found:
        each.__code__ = new[0]
    return True


def _key(code: CodeType) -> tuple[str, str, int]:
    return code.co_filename, code.co_qualname, code.co_firstlineno


def living_functions(modules: list[str]) -> dict[tuple[str, str, int], list[FunctionType]]:
    """Return every function that was made from a text of these modules, whoever holds it, by file, name and line."""
    gc.unfreeze()
    files = {str(PACKAGE / module) for module in modules}
    found: dict[tuple[str, str, int], list[FunctionType]] = defaultdict(list)
    for each in gc.get_objects():
        if isinstance(each, FunctionType) and each.__code__.co_filename in files:
            found[_key(each.__code__)].append(each)
    return found


def forget_answers() -> None:
    """Have functions of the package that keep their answers work them out anew: an answer may be older than a fault."""
    kept = [each for each in gc.get_objects() if isinstance(each, functools._lru_cache_wrapper)]
    for each in kept:
        if str(getattr(each, "__module__", "")).startswith("library_exchange."):
            each.cache_clear()


# Copies of this process -----------------------------------------------------------------------------------------------


def in_copies(
    work: list[tuple[Callable[[], bool], float]], jobs: int, until: float, done: Callable[[int, str], None]
) -> None:
    """Do each piece of work in a copy of this process, some at a time; it says whether the mutant survives."""
    waiting, running = list(enumerate(work))[::-1], dict[int, tuple[int, float]]()
    signal.signal(signal.SIGTERM, lambda _signal, _frame: sys.exit(1))
    try:
        while waiting or running:
            while waiting and len(running) < jobs:
                number, (act, limit_s) = waiting.pop()
                if time.monotonic() < until:
                    running[_copied(act)] = number, time.monotonic() + limit_s
                else:
                    done(number, NOT_TRIED)
            _look_after(running, done)
            time.sleep(0.01)
    finally:
        for copied in running:
            os.killpg(copied, signal.SIGTERM)


def _look_after(running: dict[int, tuple[int, float]], done: Callable[[int, str], None]) -> None:
    """Tell of each copy that has ended or has had its time."""
    for copied, (number, last) in list(running.items()):
        ended, status = os.waitpid(copied, os.WNOHANG)
        if not ended and time.monotonic() < last:
            continue
        if not ended:
            os.killpg(copied, signal.SIGKILL)
            os.waitpid(copied, 0)
        shutil.rmtree(_folder(copied), ignore_errors=True)
        code = os.waitstatus_to_exitcode(status)
        done(number, ENDS.get(code, BROKEN) if ended else TOO_LONG)
        del running[copied]


class MustBeImportedAnew(Exception):
    """No function that lives already can be given the fault."""


def _copied(act: Callable[[], bool]) -> int:
    copied = os.fork()
    if copied:
        return copied
    code = 8
    try:
        os.setsid()
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        _be_silent()
        code = 0 if act() else 1
    except MustBeImportedAnew:
        code = 9
    finally:
        os._exit(code)


def _be_silent() -> None:
    silent = os.open(os.devnull, os.O_RDWR)
    for stream in range(3):
        os.dup2(silent, stream)


def preload() -> None:
    """Import what the package stands on, but nothing of itself: a run of tests begins as a copy of this process."""
    told = "import sys, library_exchange.app, tests.conftest; print(*sys.modules)"
    names = subprocess.run([sys.executable, "-c", told], cwd=CHECKOUT, capture_output=True, text=True, check=True)
    for name in names.stdout.split():
        if name.partition(".")[0] not in ("library_exchange", "tests", "benchmarks", "__main__"):
            with contextlib.suppress(ImportError):
                importlib.import_module(name)
    assert not any(name.partition(".")[0] in ("library_exchange", "tests") for name in sys.modules)
    gc.collect()
    gc.freeze()


def _folder(copied: int) -> Path:
    """Where a copy keeps its files: other runs of tests on the machine clear away what lies in pytest's own place."""
    return Path(tempfile.gettempdir()) / f"mutants-{copied}"


def run_pytest(tests: list[str], plugins: list[object], *more: str) -> int:
    """Run tests in this process; the databases that they copy are kept between runs."""
    os.chdir(CHECKOUT)
    own = f"--basetemp={_folder(os.getpid())}"
    options = [own, *more, "-q", "-s", "-o", f"cache_dir={KEPT}", "-o", "tmp_path_retention_policy=none", "--tb=no"]
    options += ["-W", "ignore::pytest.PytestAssertRewriteWarning", "-m", "not browser and not postgres"]
    return int(pytest.main([*options, *tests], plugins=plugins))


# A rehearsal ----------------------------------------------------------------------------------------------------------


@dataclass(eq=False)
class Rehearsal:
    """A run of tests without a fault, and then a copy for each fault with the tests that came by it."""

    faults: list[Fault]
    jobs: int
    until: float
    outcomes: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    took_s: float = 0

    def __post_init__(self) -> None:
        self.outcomes = [NOT_TRIED] * len(self.faults)
        self.seen: set[str] = set()
        self.why = ""
        # Copies write here which test noticed their fault, and the process that they are copies of reads it.
        self.noticing = memoryview(mmap.mmap(-1, 8 * max(len(self.faults), 1))).cast("q")
        self.noticing[:] = array("q", [-1] * len(self.noticing))
        self.passed_by: dict[str, list[tuple[float, int]]] = defaultdict(list)
        self.modules = sorted({fault.module for fault in self.faults})

    def start(self, tests: list[str]) -> None:
        """Run the tests with modules that tell where they have been, then try the faults."""
        sys.meta_path.insert(0, Given({module: telling(module) for module in self.modules}, **{SEEN: self.seen.add}))
        run_pytest(tests, [self])

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Take the place of pytest's own loop."""
        at_import = set(self.seen)
        begun = time.monotonic()
        for number, item in enumerate(session.items):
            self.seen.clear()
            before = time.monotonic()
            following = session.items[number + 1] if number + 1 < len(session.items) else None
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
            if session.testsfailed:
                self.failed.append(f"{item.nodeid} ({self.why})")
                session.testsfailed = 0
                continue
            for place in self.seen:
                self.passed_by[place].append((time.monotonic() - before, number))
        self.took_s = time.monotonic() - begun
        self._try_faults(session, at_import)
        return True

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Keep why a test has failed."""
        if report.failed:
            self.why = " ".join(report.longreprtext.split())[-200:]

    def _try_faults(self, session: pytest.Session, at_import: set[str]) -> None:
        living = living_functions(self.modules)
        gc.collect()
        gc.freeze()
        tried, work = [], []
        for number, fault in enumerate(self.faults):
            place = f"{fault.module}:{fault.statement}"
            if fault.function is None:
                self.outcomes[number] = ANEW
                continue
            chosen = sorted(self.passed_by[place])
            act = functools.partial(self._survives, session, number, living, [each for _s, each in chosen])
            tried.append(number)
            work.append((act, 30 + 5 * sum(seconds for seconds, _number in chosen)))
        in_copies(work, self.jobs, self.until, lambda each, outcome: self._done(tried[each], outcome))
        for number, fault in enumerate(self.faults):
            if self.outcomes[number] == SURVIVED and f"{fault.module}:{fault.statement}" in at_import:
                self.outcomes[number] = ANEW  # what it did at import was done without the fault
        self._judge_noticing(session)

    def _done(self, number: int, outcome: str) -> None:
        self.outcomes[number] = outcome

    def _judge_noticing(self, session: pytest.Session) -> None:
        """What was noticed by a test that fails a second time even without a fault has not been noticed yet."""
        noticing = sorted({number for number in self.noticing if number >= 0})
        work = [(functools.partial(self._all_pass, session, [number]), 600.0) for number in noticing]
        unsteady: set[int] = set()

        def judge(each: int, outcome: str) -> None:
            if outcome != SURVIVED:
                unsteady.add(noticing[each])

        in_copies(work, self.jobs, time.monotonic() + 3600, judge)
        for number, by in enumerate(self.noticing):
            if by in unsteady:
                self.outcomes[number] = ANEW

    def _survives(self, session: pytest.Session, number: int, living: Any, chosen: list[int]) -> bool:
        if not put_in_place(self.faults[number], living):
            raise MustBeImportedAnew
        gc.unfreeze()
        forget_answers()
        return self._all_pass(session, chosen, number)

    def _all_pass(self, session: pytest.Session, chosen: list[int], fault: int = -1) -> bool:
        items = [session.items[number] for number in chosen]
        for item, following in itertools.zip_longest(items, items[1:]):
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
            if session.testsfailed:
                if fault >= 0:
                    self.noticing[fault] = session.items.index(item)
                return False
        return True


def rehearse(faults: list[Fault], tests: list[str], jobs: int, until: float) -> tuple[list[str], list[str], float]:
    """Return how each fault ends, the tests that fail without any, and how many seconds one run without takes.

    A test that fails without a fault is left out, so that it can notice nothing.
    """
    with tempfile.NamedTemporaryFile() as told:

        def act() -> bool:
            rehearsal = Rehearsal(faults, jobs, until)
            rehearsal.start(tests)
            Path(told.name).write_bytes(pickle.dumps((rehearsal.outcomes, rehearsal.failed, rehearsal.took_s)))
            return True

        in_copies([(act, max(until - time.monotonic(), 0) + 3600)], 1, until, lambda _number, _outcome: None)
        outcomes, failed, took_s = pickle.loads(Path(told.name).read_bytes())
    return outcomes, failed, took_s


def import_anew(faults: list[Fault], tests: list[str], jobs: int, until: float, limit_s: float) -> list[str]:
    """Return how each fault ends if it is there from the beginning, with all the tests.

    The files that are named come first and alone: most faults are noticed there, before a whole room is collected.
    """
    outcomes = [SURVIVED] * len(faults)

    def survives(fault: Fault, part: list[str]) -> bool:
        sys.meta_path.insert(0, Given({fault.module: fault.tree}))
        return run_pytest(part, [], "--exitfirst") == 0

    named = [name for name in tests if name.endswith(".py")]
    for part in (named, tests) if named and named != tests else (tests,):
        left = [number for number, outcome in enumerate(outcomes) if outcome == SURVIVED]
        work = [(functools.partial(survives, faults[number], part), limit_s) for number in left]
        ended: dict[int, str] = {}
        in_copies(work, jobs, until, ended.__setitem__)
        for each, outcome in ended.items():
            outcomes[left[each]] = outcome
    return outcomes

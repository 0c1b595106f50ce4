"""What import contracts can't say."""

import ast
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_command_line_runs_without_qt() -> None:
    """A headless machine has none of Qt's libraries: importing it would fail there."""
    blocker = (
        "import sys\n"
        "class NoQt:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        "        if name.partition('.')[0] in ('PySide6', 'shiboken6', 'qasync'):\n"
        "            raise ImportError('Qt was imported')\n"
        "sys.meta_path.insert(0, NoQt())\n"
        "sys.argv = ['topsort-inspector', 'map', '-']\n"
        "from app.cli.main import main\n"
        "main()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", blocker],
        cwd=ROOT,
        input='{"type": "page", "anonymousId": "a"}',
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert '"verdict":"dropped"' in done.stdout.replace(" ", "")


def test_every_public_function_and_class_of_the_core_says_what_it_means() -> None:
    silent = []
    for file in sorted((ROOT / "app").rglob("*.py")):
        if "gui" in file.parts:
            continue
        tree = ast.parse(file.read_text("utf-8"))
        if not ast.get_docstring(tree):
            silent.append(f"{file.relative_to(ROOT)}")
        for node in tree.body:
            if (
                isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
                and not node.name.startswith("_")
                and not ast.get_docstring(node)
            ):
                silent.append(f"{file.relative_to(ROOT)}: {node.name}")
    assert silent == []


def test_no_module_does_two_jobs_by_size() -> None:
    long = {
        str(file.relative_to(ROOT)): lines
        for folder in ("app", "scripts")
        for file in (ROOT / folder).rglob("*.py")
        if (lines := file.read_text("utf-8").count("\n")) > 500
    }
    assert long == {}


def test_wheel_carries_every_packaged_folder() -> None:
    """Pictures of the README are not the program's."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    carried = project["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
    folders = {one.name for one in (ROOT / "resources").iterdir()} - {"screenshots"}
    assert set(carried) == {f"resources/{name}" for name in folders}
    assert set(carried.values()) == {f"app/_resources/{name}" for name in folders}

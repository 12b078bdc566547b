"""Every dependency's licence expression has to allow use under an accepted licence."""

import json
import re
import subprocess
import sys

ACCEPTED = {
    "0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "BSL-1.0", "CC0-1.0", "ISC", "MIT", "MIT-0", "MPL-2.0",
    "Unicode-3.0", "Unicode-DFS-2016", "Unlicense", "Zlib",
}  # fmt: skip


def allows(expression):
    """Evaluates an SPDX expression; the old `/` is an OR, and an exception (`WITH`) only ever gives more."""
    tokens = re.findall(r"[()]|[^\s()/]+", expression.replace("/", " OR "))
    position = 0

    def peek():
        return tokens[position] if position < len(tokens) else None

    def take():
        nonlocal position
        position += 1
        return tokens[position - 1]

    def either():
        allowed = both()
        while peek() == "OR":
            take()
            allowed |= both()
        return allowed

    def both():
        allowed = single()
        while peek() == "AND":
            take()
            allowed &= single()
        return allowed

    def single():
        if peek() == "(":
            take()
            allowed = either()
            if peek() != ")":
                raise ValueError(expression)
            take()
            return allowed
        if peek() in (None, ")", "AND", "OR", "WITH"):
            raise ValueError(expression)
        allowed = take() in ACCEPTED
        if peek() == "WITH":
            take()
            if position >= len(tokens):
                raise ValueError(expression)
            take()
        return allowed

    allowed = either()
    if position != len(tokens):
        raise ValueError(expression)
    return allowed


def host():
    version = subprocess.run(["rustc", "-vV"], check=True, capture_output=True, text=True).stdout
    return next(line.removeprefix("host: ") for line in version.splitlines() if line.startswith("host: "))


def main():
    assert allows("MIT OR Apache-2.0") and allows("(GPL-3.0 OR MIT) AND Unicode-3.0") and allows("Unlicense/MIT")
    assert not allows("GPL-3.0-only") and not allows("MIT AND GPL-3.0-only")
    command = ["cargo", "metadata", "--format-version", "1", "--all-features", "--filter-platform", host()]
    metadata = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout)
    # Packages of other platforms are listed, too, but are not in the resolved graph.
    used = {node["id"] for node in metadata["resolve"]["nodes"]}
    packages = [package for package in metadata["packages"] if package["id"] in used]
    refused = []
    for package in packages:
        expression = package.get("license")
        try:
            accepted = expression is not None and allows(expression)
        except ValueError:
            accepted = False
        if not accepted:
            refused.append(f'{package["name"]} {package["version"]}: {expression or "no licence expression"}')
    print(f"{len(packages)} packages, {len(refused)} with a licence that is not accepted")
    for line in refused:
        print(line, file=sys.stderr)
    return 1 if refused else 0


if __name__ == "__main__":
    sys.exit(main())

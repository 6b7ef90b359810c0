#!/usr/bin/env bash
# Checks PDFs against what PDF/A-3a and PDF/UA-1 ask, as far as free tools of a package registry can:
#   tests/pdf/validate.sh FILE.pdf ...
#   tests/pdf/validate.sh              renders the samples of all packs first (needs cargo)
# qpdf looks at the syntax, poppler at the tags and text, check.py at the rules it lists.
# The reference validator is veraPDF; it is in none of the registries this project installs from. Where it is on
# PATH it is asked too, and its word counts.
# Needs: qpdf, poppler-utils, python3-pikepdf (Debian). Exit code 77: a tool is missing.
set -u
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)

for tool in qpdf pdfinfo pdftotext python3; do
  command -v "$tool" >/dev/null || { echo "skipped: $tool is not on PATH"; exit 77; }
done
# Debian's pikepdf belongs to Debian's python3, which need not be the first on PATH.
python=
for candidate in python3 /usr/bin/python3; do
  "$candidate" -c 'import pikepdf' 2>/dev/null && { python=$candidate; break; }
done
[[ -n $python ]] || { echo "skipped: python3 has no pikepdf"; exit 77; }

if [[ $# -eq 0 ]]; then
  out=$(mktemp -d -t papers.XXXXXX)
  trap 'rm -rf "$out"' EXIT
  # Of the whole workspace, so that the typesetter is not built again with other features.
  cd "$root" && cargo build -q --workspace --examples || exit 1
  for template in packs/*/papers/*.typ; do
    name=$(basename "$template" .typ)
    sample=$(dirname "$template")/samples/$name.json
    target/debug/examples/render_time "$template" "$sample" "$out/$name.pdf" || exit 1
  done
  set -- "$out"/*.pdf
fi

failed=0
for pdf in "$@"; do
  faults=
  qpdf --check "$pdf" >/dev/null 2>&1 || faults+=" qpdf"
  pdfinfo "$pdf" 2>/dev/null | grep -Eq '^Tagged: +yes' || faults+=" tags"
  pdftotext "$pdf" - 2>/dev/null | grep -q '[[:alpha:]]' || faults+=" text"
  "$python" "$here/check.py" "$pdf" || faults+=" rules"
  if command -v verapdf >/dev/null; then
    for flavour in 3a ua1; do
      verapdf --format text --flavour "$flavour" "$pdf" | grep -q '^PASS' || faults+=" verapdf-$flavour"
    done
  fi
  if [[ -n $faults ]]; then
    echo "$pdf: failed:$faults"
    failed=1
  else
    echo "$pdf: ok"
  fi
done
exit $failed

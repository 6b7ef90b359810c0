"""Rules of PDF/A-3a (ISO 19005-3) and PDF/UA-1 (ISO 14289-1) that can be read off a file: check.py FILE.pdf

Not a full validator: glyph widths, colour spaces inside pictures and the meaning of tags are not looked at.
"""

import json
import re
import sys

import pikepdf

faults = []


def check(holds, rule):
    if not holds:
        faults.append(rule)


def resolved(name, roles):
    """A structure type after the role map."""
    seen = set()
    while name in roles and name not in seen:
        seen.add(name)
        name = str(roles[name])
    return name


STANDARD = {
    "/Document", "/Part", "/Art", "/Sect", "/Div", "/BlockQuote", "/Caption", "/TOC", "/TOCI", "/Index", "/NonStruct",
    "/Private", "/P", "/H", "/H1", "/H2", "/H3", "/H4", "/H5", "/H6", "/L", "/LI", "/Lbl", "/LBody", "/Table", "/TR",
    "/TH", "/TD", "/THead", "/TBody", "/TFoot", "/Span", "/Quote", "/Note", "/Reference", "/BibEntry", "/Code",
    "/Link", "/Annot", "/Ruby", "/RB", "/RT", "/RP", "/Warichu", "/WT", "/WP", "/Figure", "/Formula", "/Form",
}


def structure(root):
    """Walks the tags: types, pictures with words for them, headings that skip no level."""
    tree = root.StructTreeRoot
    roles = {key: value for key, value in tree.get("/RoleMap", {}).items()}
    headings, links = [], 0

    def walk(node):
        nonlocal links
        if isinstance(node, pikepdf.Array):
            for kid in node:
                walk(kid)
            return
        if not isinstance(node, pikepdf.Dictionary) or node.get("/Type") in ("/MCR", "/OBJR"):
            return
        if "/S" in node:
            kind = resolved(str(node.S), roles)
            check(kind in STANDARD, f"UA-1 7.1: tag {kind} is not a standard type")
            if kind in ("/Figure", "/Formula"):
                check(str(node.get("/Alt", "")).strip(), "UA-1 7.3: a picture has no alternative text")
            if re.fullmatch(r"/H[1-6]", kind):
                headings.append(int(kind[2]))
            links += kind == "/Link"
        if "/K" in node:
            walk(node.K)

    walk(tree.K)
    for before, after in zip([0] + headings, headings):
        check(after <= before + 1, f"UA-1 7.4.2: heading level {after} follows {before}")
    check("/ParentTree" in tree, "UA-1 7.1: the structure tree has no parent tree")
    return links


def content(page, number):
    """Every mark on the page is either tagged or an artifact (UA-1 7.1)."""
    marks = {"Tj", "TJ", "'", '"', "S", "s", "f", "F", "f*", "B", "B*", "b", "b*", "sh", "EI"}
    depth = 0
    for operands, operator in pikepdf.parse_content_stream(page):
        name = str(operator)
        if name in ("BMC", "BDC"):
            depth += 1
        elif name == "EMC":
            depth -= 1
        elif name in marks and depth == 0:
            faults.append(f"UA-1 7.1: page {number} draws with {name} outside tags and artifacts")
            return
    check(depth == 0, f"page {number}: marked content is not closed")


def fonts(page):
    for _, font in page.get("/Resources", {}).get("/Font", {}).items():
        name = font.BaseFont
        check("/ToUnicode" in font, f"A-3a 6.2.11.7: font {name} does not say its letters")
        parts = font.get("/DescendantFonts", [font])
        descriptor = parts[0].get("/FontDescriptor", {})
        embedded = any(key in descriptor for key in ("/FontFile", "/FontFile2", "/FontFile3"))
        check(embedded, f"A-3a 6.2.11.4: font {name} is not embedded")


def metadata(pdf):
    xmp = pdf.Root.Metadata.read_bytes().decode()
    for tag, value in [("pdfaid:part", "3"), ("pdfaid:conformance", "A"), ("pdfuaid:part", "1")]:
        check(re.search(rf"<{tag}>{value}</{tag}>", xmp), f"XMP does not say {tag} {value}")
    check("<dc:title>" in xmp, "UA-1 7.1: XMP has no title")
    check("/Filter" not in pdf.Root.Metadata, "A-3 6.6.2.1: the metadata is filtered")


def attachments(root):
    files = list(root.get("/AF", []))
    check(files, "no file is associated with the document")
    for file in files:
        check("/AFRelationship" in file, "A-3 6.8: an attached file has no relationship")
        check("/F" in file and "/UF" in file, "A-3 6.8: an attached file lacks F or UF")
        stream = file.EF.F
        check(stream.get("/Subtype") is not None, "A-3 6.8: an attached file has no MIME type")
        check("/ModDate" in stream.get("/Params", {}), "A-3 6.8: an attached file has no date")
        if str(file.UF) == "data.json":
            check({"paper", "made_at", "data", "codes"} == set(json.loads(stream.read_bytes())), "data.json is not ours")


def main(path):
    with pikepdf.open(path) as pdf:
        root = pdf.Root
        check(not pdf.is_encrypted, "A-3 6.1.3: encrypted")
        check("/ID" in pdf.trailer, "A-3 6.1.3: the trailer has no ID")
        check(str(root.get("/Lang", "")), "UA-1 7.2: no language")
        check(root.get("/MarkInfo", {}).get("/Marked") is True, "UA-1 7.1: not marked as tagged")
        check(root.get("/MarkInfo", {}).get("/Suspects") is not True, "UA-1 7.1: suspects")
        check(root.get("/ViewerPreferences", {}).get("/DisplayDocTitle") is True, "UA-1 7.1: title is not shown")
        check("/OpenAction" not in root and "/AA" not in root, "A-3 6.5: actions")
        check("/JavaScript" not in root.get("/Names", {}), "A-3 6.5: JavaScript")
        intents = [intent for intent in root.get("/OutputIntents", []) if intent.S == "/GTS_PDFA1"]
        check(len(intents) == 1 and "/DestOutputProfile" in intents[0], "A-3 6.2.3: no output intent with a profile")
        metadata(pdf)
        links = structure(root)
        attachments(root)
        annotations = 0
        for number, page in enumerate(pdf.pages, 1):
            content(page, number)
            fonts(page)
            found = list(page.get("/Annots", []))
            annotations += len(found)
            check(not found or page.get("/Tabs") == "/S", f"UA-1 7.18.3: page {number} does not tab by structure")
            for annotation in found:
                check(str(annotation.get("/Contents", "")), "UA-1 7.18.5: a link has no description")
                check("/StructParent" in annotation, "UA-1 7.18.1: an annotation is not in the structure")
                check(int(annotation.get("/F", 0)) & 4, "A-3 6.3.2: an annotation does not print")
        check(bool(links) == bool(annotations), "UA-1 7.18.5: links and annotations do not match")
    for fault in sorted(set(faults)):
        print(f"{path}: {fault}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))

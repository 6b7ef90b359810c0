// Checks an exported ledger with Go's own packages for transparency logs, which share nothing with
// our code: golang.org/x/mod/sumdb/note and tlog.
//
//	go-sumdb FOLDER KEY SINCE PROOF...
//
// FOLDER is what `motcua ledger export` wrote, KEY the ledger's first verifier key, from which changes of
// the key are followed, SINCE what `motcua ledger since`
// printed for a checkpoint kept earlier, whose note stands in SINCE.kept, and each PROOF a
// .tlog-proof that a person downloaded. Everything must hold; and nothing may hold any more once one
// bit of it is turned, or this program would prove nothing.
package main

import (
	"bufio"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

func main() {
	if len(os.Args) < 5 {
		fail("usage: go-sumdb FOLDER KEY SINCE PROOF...")
	}
	verifier, err := note.NewVerifier(os.Args[2])
	must(err, "the key")
	folder := os.Args[1]
	known := follow(folder, verifier, os.Args[2])
	head := open(read(filepath.Join(folder, "checkpoint")), known)
	fmt.Printf("note.Open: %s signed %d entries\n", verifier.Name(), head.N)

	leaves := checkTiles(folder, head)
	fmt.Printf("tlog.TileHashReader: the tiles hold exactly the %d leaves\n", len(leaves))

	checkSince(os.Args[3], head, known)
	for _, path := range os.Args[4:] {
		checkProof(path, leaves, known)
	}
}

// follow takes each change of the key that the folder tells: the checkpoint with which a key took over
// must be signed by the one before it and by itself.
func follow(folder string, first note.Verifier, key string) note.Verifiers {
	all := []note.Verifier{first}
	last := first
	text, err := os.ReadFile(filepath.Join(folder, "key-changes.jsonl"))
	if os.IsNotExist(err) {
		return note.VerifierList(all...)
	}
	must(err, "key-changes.jsonl")
	for _, line := range strings.Split(strings.TrimSpace(string(text)), "\n") {
		var change struct{ Old, New, Checkpoint string }
		must(json.Unmarshal([]byte(line), &change), "a line of key-changes.jsonl")
		next, err := note.NewVerifier(change.New)
		must(err, "a new key")
		if change.Old != key || next.Name() != first.Name() {
			fail("a change of the key does not go on from the one before")
		}
		head := open(change.Checkpoint, note.VerifierList(last))
		if open(change.Checkpoint, note.VerifierList(next)) != head {
			fail("two keys signed two things")
		}
		fmt.Printf("note.Open: at %d entries both %08x and %08x signed\n", head.N, last.KeyHash(), next.KeyHash())
		all, last, key = append(all, next), next, change.New
	}
	return note.VerifierList(all...)
}

// open reads a signed note and the checkpoint in it. Go's own parser of checkpoints (tlog.ParseTree)
// wants another first line, "go.sum database tree"; ours is the log's name, as C2SP says.
func open(text string, known note.Verifiers) tlog.Tree {
	opened, err := note.Open([]byte(text), known)
	must(err, "note.Open")
	forged := strings.Replace(text, "\n"+strings.Split(text, "\n")[1], "\n9"+strings.Split(text, "\n")[1], 1)
	if _, err := note.Open([]byte(forged), known); err == nil {
		fail("note.Open took a checkpoint whose size was changed")
	}
	lines := strings.Split(opened.Text, "\n")
	if len(lines) < 4 || lines[0] != opened.Sigs[0].Name {
		fail("the checkpoint's first line is not the log's name: %q", lines[0])
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	must(err, "the checkpoint's size")
	root, err := tlog.ParseHash(lines[2])
	must(err, "the checkpoint's root")
	return tlog.Tree{N: size, Hash: root}
}

// tiles reads C2SP tlog-tiles from a folder; Go's paths also name the height, which is always 8.
type tiles struct{ folder string }

func (t tiles) Height() int                      { return 8 }
func (t tiles) SaveTiles([]tlog.Tile, [][]byte) {}
func (t tiles) ReadTiles(wanted []tlog.Tile) ([][]byte, error) {
	var all [][]byte
	for _, tile := range wanted {
		path := strings.Replace(tile.Path(), "tile/8/", "tile/", 1)
		bytes, err := os.ReadFile(filepath.Join(t.folder, path))
		if err != nil {
			return nil, err
		}
		all = append(all, bytes)
	}
	return all, nil
}

// checkTiles reads every leaf's hash from the tiles, which Go holds against the signed root, and
// holds the text of each leaf against it.
func checkTiles(folder string, head tlog.Tree) []tlog.Hash {
	reader := tlog.TileHashReader(head, tiles{folder})
	file, err := os.Open(filepath.Join(folder, "leaves.jsonl"))
	must(err, "leaves.jsonl")
	defer file.Close()
	var leaves []tlog.Hash
	var places []int64
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, 1<<24)
	for lines.Scan() {
		var leaf struct {
			Number int64
			Text   string
		}
		must(json.Unmarshal(lines.Bytes(), &leaf), "a line of leaves.jsonl")
		if leaf.Number != int64(len(leaves)) {
			fail("leaf %d stands where leaf %d should", leaf.Number, len(leaves))
		}
		leaves = append(leaves, tlog.RecordHash([]byte(leaf.Text)))
		places = append(places, tlog.StoredHashIndex(0, leaf.Number))
	}
	must(lines.Err(), "leaves.jsonl")
	if int64(len(leaves)) != head.N {
		fail("%d leaves were exported, and %d signed", len(leaves), head.N)
	}
	sealed, err := reader.ReadHashes(places)
	must(err, "the tiles")
	for number, hash := range sealed {
		if hash != leaves[number] {
			fail("leaf %d is not the one in its tile", number)
		}
	}
	root, err := tlog.TreeHash(head.N, reader)
	must(err, "tlog.TreeHash")
	if root != head.Hash {
		fail("the tiles have another root than the checkpoint signs")
	}
	return leaves
}

// checkSince holds our consistency proof against Go's check, and against the proof that Go makes
// from the same tiles.
func checkSince(path string, head tlog.Tree, known note.Verifiers) {
	request := strings.SplitN(read(path), "\n\n", 2)
	lines := strings.Split(request[0], "\n")
	kept := open(read(path+".kept"), known)
	if len(request) != 2 || lines[0] != fmt.Sprintf("old %d", kept.N) {
		fail("%s does not begin with the size of the kept checkpoint", path)
	}
	if open(request[1], known) != head {
		fail("%s is about another checkpoint than the folder's", path)
	}
	proof := tlog.TreeProof(hashes(lines[1:]))
	must(tlog.CheckTree(proof, head.N, head.Hash, kept.N, kept.Hash), "tlog.CheckTree")
	if len(proof) == 0 {
		fail("%s proves nothing: the ledger did not grow", path)
	}
	proof[0][0] ^= 1
	if tlog.CheckTree(proof, head.N, head.Hash, kept.N, kept.Hash) == nil {
		fail("tlog.CheckTree took a changed proof")
	}
	fmt.Printf("tlog.CheckTree: the first %d of %d entries are those signed earlier\n", kept.N, head.N)
}

// checkProof checks a receipt: the leaf it names is in the tree that it says was signed.
func checkProof(path string, leaves []tlog.Hash, known note.Verifiers) {
	file := strings.SplitN(read(path), "\n\n", 2)
	lines := strings.Split(file[0], "\n")
	if len(file) != 2 || len(lines) < 2 || lines[0] != "c2sp.org/tlog-proof@v1" {
		fail("%s is no tlog-proof", path)
	}
	number, err := strconv.ParseInt(strings.TrimPrefix(lines[1], "index "), 10, 64)
	must(err, path)
	if number >= int64(len(leaves)) {
		fail("%s is about leaf %d, which was not exported", path, number)
	}
	head := open(file[1], known)
	proof := tlog.RecordProof(hashes(lines[2:]))
	must(tlog.CheckRecord(proof, head.N, head.Hash, number, leaves[number]), "tlog.CheckRecord")
	if tlog.CheckRecord(proof, head.N, head.Hash, number, tlog.RecordHash([]byte("another"))) == nil {
		fail("tlog.CheckRecord took another leaf")
	}
	fmt.Printf("tlog.CheckRecord: %s: entry %d is among %d\n", filepath.Base(path), number, head.N)
}

func hashes(lines []string) []tlog.Hash {
	var all []tlog.Hash
	for _, line := range lines {
		bytes, err := base64.StdEncoding.DecodeString(line)
		must(err, "a hash")
		if len(bytes) != tlog.HashSize {
			fail("a hash of %d bytes", len(bytes))
		}
		var hash tlog.Hash
		copy(hash[:], bytes)
		all = append(all, hash)
	}
	return all
}

func read(path string) string {
	bytes, err := os.ReadFile(path)
	must(err, path)
	return string(bytes)
}

func must(err error, what string) {
	if err != nil {
		fail("%s: %v", what, err)
	}
}

func fail(format string, values ...interface{}) {
	fmt.Fprintf(os.Stderr, "FAILED: "+format+"\n", values...)
	os.Exit(1)
}

// Other people's programs read what we sign.
#include "base/file.h"
#include "mirror/signing.h"
#include "support/temporary_folder.h"

#include <cstdlib>
#include <fmt/format.h>
#include <gtest/gtest.h>

namespace broadsheet::mirror {
namespace {

class JudgesTest : public testing::Test {
protected:
    JudgesTest()
    {
        SeededRandom random(3);
        auto const key = SigningKey::make("the-lantern/5f0c9e41a7d3b286", KeyKind::note, random);
        for (int number = 0; number < 700; ++number) {
            entries_.push_back(fmt::format("entry {}", number));
            leaves_.push_back(leaf_hash(entries_.back()));
        }
        Checkpoint const checkpoint{key.verifier().name, leaves_.size(), root_of(leaves_)};
        auto const read = [&](unsigned level, std::uint64_t index) -> Result<Hash> {
            return root_of(std::span(leaves_).subspan(index << level, std::size_t{1} << level));
        };
        TlogProof latest{
            "", leaves_.size() - 1, inclusion_proof(read, leaves_.size() - 1, leaves_.size()).value(), ""};
        auto by = sign_checkpoint(checkpoint, key);
        auto const witness
            = SigningKey::from_seed("witness.example/w1", KeyKind::cosignature, std::string(32, 'w'));
        by.note.cosign(witness, 1'795'000'000);
        write("witness.vkey", witness.verifier().text());
        for (auto const& [name, content] : head_files(latest, checkpoint, by))
            write(name, content);
        std::string older;
        for (auto const& hash : consistency_proof(read, 300, leaves_.size()).value())
            older += hash.base64() + '\n';
        write("consistency", fmt::format("{}\n{}", root_of(std::span(leaves_).first(300)).base64(), older));
        write("leaf", leaves_.back().base64() + '\n');
    }
    void write(std::string const& name, std::string_view content) const
    {
        ASSERT_TRUE(write_file_atomically(folder_.path() / name, content, Durability::cached).ok());
    }
    int run(std::string const& command) const
    {
        return std::system(fmt::format("cd {} && ({}) >said 2>&1", folder_.path().string(), command).c_str());
    }
    std::string said() const { return read_file(folder_.path() / "said").value(); }

    test::TemporaryFolder folder_;
    std::vector<std::string> entries_;
    Hashes leaves_;
};

TEST_F(JudgesTest, SignifyAndMinisignAndOpensslAccept)
{
    for (auto const* command : {"signify-openbsd -V -p key.pub -m checkpoint.txt -x checkpoint.sig",
             "minisign -V -p minisign.pub -m checkpoint.txt -x checkpoint.minisig",
             "sed -n 2p checkpoint.sig | base64 -d | tail -c 64 > raw && openssl pkeyutl -verify -pubin "
             "-inkey key.pem "
             "-rawin -in checkpoint.txt -sigfile raw"})
        EXPECT_EQ(run(command), 0) << said();
    write("checkpoint.txt", "the-lantern/5f0c9e41a7d3b286\n701\nx\n");
    EXPECT_NE(run("signify-openbsd -V -p key.pub -m checkpoint.txt -x checkpoint.sig"), 0);
    EXPECT_NE(run("minisign -V -p minisign.pub -m checkpoint.txt -x checkpoint.minisig"), 0);
}

TEST_F(JudgesTest, GoAcceptsNotesAndProofs)
{
    write("judge.go", R"(package main

import (
	"crypto/ed25519"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"os"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

func must(err error) {
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
}

func read(name string) string {
	data, err := os.ReadFile(name)
	must(err)
	return string(data)
}

func hashes(text string) (list []tlog.Hash) {
	for _, line := range strings.Fields(text) {
		hash, err := tlog.ParseHash(line)
		must(err)
		list = append(list, hash)
	}
	return
}

// https://c2sp.org/tlog-cosignature, as a verifier that note.Open asks.
type witness struct {
	name string
	hash uint32
	key  ed25519.PublicKey
}

func (w witness) Name() string    { return w.name }
func (w witness) KeyHash() uint32 { return w.hash }
func (w witness) Verify(message, signature []byte) bool {
	time := binary.BigEndian.Uint64(signature)
	signed := fmt.Sprintf("cosignature/v1\ntime %d\n%s", time, message)
	return len(signature) == 72 && time == 1795000000 && ed25519.Verify(w.key, []byte(signed), signature[8:])
}

func newWitness(text string) (w witness) {
	parts := strings.SplitN(text, "+", 3)
	w.name = parts[0]
	fmt.Sscanf(parts[1], "%x", &w.hash)
	key, err := base64.StdEncoding.DecodeString(parts[2])
	must(err)
	if key[0] != 4 {
		must(fmt.Errorf("no key of a witness"))
	}
	w.key = key[1:]
	return
}

func main() {
	verifier, err := note.NewVerifier(strings.TrimSpace(read("key.vkey")))
	must(err)
	signed, err := note.Open([]byte(read("checkpoint")), note.VerifierList(verifier, newWitness(read("witness.vkey"))))
	must(err)
	if len(signed.Sigs) != 2 {
		must(fmt.Errorf("%d signatures", len(signed.Sigs)))
	}
	lines := strings.Split(signed.Text, "\n")
	var size int64
	fmt.Sscan(lines[1], &size)
	root := hashes(lines[2])[0]
	proof := strings.SplitN(strings.SplitN(read("latest"), "\n\n", 2)[0], "\n", 3)
	var index int64
	fmt.Sscanf(proof[1], "index %d", &index)
	must(tlog.CheckRecord(hashes(proof[2]), size, root, index, hashes(read("leaf"))[0]))
	older := hashes(read("consistency"))
	must(tlog.CheckTree(older[1:], size, root, 300, older[0]))
}
)");
    auto const go
        = fmt::format("GO111MODULE=off GOPATH=/usr/share/gocode GOCACHE={}/cache GOFLAGS= go run judge.go",
            folder_.path().string());
    EXPECT_EQ(run(go), 0) << said();
    auto checkpoint = read_file(folder_.path() / "checkpoint").value();
    checkpoint[checkpoint.find("\n700\n") + 1] = '8';
    write("checkpoint", checkpoint);
    EXPECT_NE(run(go), 0);
}

} // namespace
} // namespace broadsheet::mirror

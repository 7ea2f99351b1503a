// Command pack puts a directory into an archive, the same bytes for the same files:
// sorted, of nobody, and of the time that SOURCE_DATE_EPOCH says (seconds since 1970;
// reproducible-builds.org, "SOURCE_DATE_EPOCH"). Files in bin are executable.
//
// usage: pack FILE.tar.gz|FILE.zip DIR
package main

import (
	"archive/tar"
	"archive/zip"
	"compress/gzip"
	"fmt"
	"io"
	"io/fs"
	"log"
	"os"
	"path"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

func main() {
	log.SetFlags(0)
	if len(os.Args) != 3 {
		log.Fatal("usage: pack FILE.tar.gz|FILE.zip DIR")
	}
	seconds, err := strconv.ParseInt(os.Getenv("SOURCE_DATE_EPOCH"), 10, 64)
	if err != nil {
		log.Fatalf("SOURCE_DATE_EPOCH: %v", err)
	}
	if err := pack(os.Args[1], os.Args[2], time.Unix(seconds, 0).UTC()); err != nil {
		log.Fatal(err)
	}
}

// pack writes the files of dir, under its base name.
func pack(name, dir string, at time.Time) (err error) {
	file, err := os.Create(name)
	if err != nil {
		return err
	}
	defer func() {
		if closed := file.Close(); err == nil {
			err = closed
		}
	}()
	add, finish := tarball(file, at)
	if strings.HasSuffix(name, ".zip") {
		add, finish = zipped(file, at)
	}
	// WalkDir goes in lexical order.
	err = filepath.WalkDir(dir, func(from string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		inside, err := filepath.Rel(filepath.Dir(dir), from)
		if err != nil {
			return err
		}
		inside = filepath.ToSlash(inside)
		mode := fs.FileMode(0o644)
		if path.Base(path.Dir(inside)) == "bin" {
			mode = 0o755
		}
		content, err := os.ReadFile(from)
		if err != nil {
			return err
		}
		return add(inside, mode, content)
	})
	if err != nil {
		return err
	}
	return finish()
}

type adder func(name string, mode fs.FileMode, content []byte) error

func tarball(w io.Writer, at time.Time) (adder, func() error) {
	compressed := gzip.NewWriter(w)
	archive := tar.NewWriter(compressed)
	add := func(name string, mode fs.FileMode, content []byte) error {
		head := &tar.Header{Name: name, Mode: int64(mode), Size: int64(len(content)), ModTime: at, Format: tar.FormatUSTAR}
		if err := archive.WriteHeader(head); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		_, err := archive.Write(content)
		return err
	}
	return add, func() error {
		if err := archive.Close(); err != nil {
			return err
		}
		return compressed.Close()
	}
}

func zipped(w io.Writer, at time.Time) (adder, func() error) {
	archive := zip.NewWriter(w)
	add := func(name string, mode fs.FileMode, content []byte) error {
		head := &zip.FileHeader{Name: name, Method: zip.Deflate, Modified: at}
		head.SetMode(mode)
		entry, err := archive.CreateHeader(head)
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		_, err = entry.Write(content)
		return err
	}
	return add, archive.Close
}

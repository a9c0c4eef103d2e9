package blobs_test

import (
	"bufio"
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"
)

// shelf is as much of a store that speaks S3 as we use: PUT, GET, HEAD, DELETE of an object, and the list of a prefix. It
// refuses who does not sign.
type shelf struct {
	mu   sync.Mutex
	kept map[string][]byte
}

func (s *shelf) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	name, ok := strings.CutPrefix(r.URL.Path, "/files/")
	if !ok || !strings.Contains(r.Header.Get("Authorization"), "Credential=key/") {
		complain(w, http.StatusForbidden, "AccessDenied")
		return
	}
	if name == "" {
		s.list(w, r.URL.Query().Get("prefix"))
		return
	}
	body, there := s.kept[name]
	w.Header().Set("ETag", `"`+strconv.Itoa(len(body))+`"`)
	switch r.Method {
	case http.MethodPut:
		sent, err := io.ReadAll(r.Body)
		if strings.HasPrefix(r.Header.Get("X-Amz-Content-Sha256"), "STREAMING") {
			sent, err = unchunked(sent)
		}
		if err != nil {
			complain(w, http.StatusBadRequest, "IncompleteBody")
			return
		}
		s.kept[name] = sent
	case http.MethodGet, http.MethodHead:
		if !there {
			complain(w, http.StatusNotFound, "NoSuchKey")
			return
		}
		http.ServeContent(w, r, "", time.Unix(1_700_000_000, 0), bytes.NewReader(body))
	case http.MethodDelete:
		delete(s.kept, name)
		w.WriteHeader(http.StatusNoContent)
	}
}

func (s *shelf) list(w http.ResponseWriter, prefix string) {
	type item struct {
		Key          string
		Size         int
		LastModified string
		ETag         string
	}
	out := struct {
		XMLName  xml.Name `xml:"ListBucketResult"`
		Name     string
		Contents []item
	}{Name: "files"}
	for k, v := range s.kept {
		if strings.HasPrefix(k, prefix) {
			out.Contents = append(out.Contents, item{Key: k, Size: len(v), LastModified: "2026-11-01T00:00:00.000Z", ETag: `"x"`})
		}
	}
	_ = xml.NewEncoder(w).Encode(out)
}

func complain(w http.ResponseWriter, status int, code string) {
	w.Header().Set("Content-Type", "application/xml")
	w.WriteHeader(status)
	_, _ = fmt.Fprintf(w, "<Error><Code>%s</Code><Message>no</Message></Error>", code)
}

// unchunked takes the signatures out of a body that is signed piece by piece.
func unchunked(sent []byte) (out []byte, err error) {
	r := bufio.NewReader(bytes.NewReader(sent))
	for {
		head, err := r.ReadString('\n')
		if err != nil {
			return nil, err
		}
		digits, _, _ := strings.Cut(strings.TrimSpace(head), ";")
		n, err := strconv.ParseInt(digits, 16, 64)
		if err != nil {
			return nil, err
		}
		if n == 0 {
			return out, nil
		}
		part := make([]byte, n+2)
		if _, err := io.ReadFull(r, part); err != nil {
			return nil, err
		}
		out = append(out, part[:n]...)
	}
}

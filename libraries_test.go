package guildhall_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"strings"
	"testing"
)

// The chain of a federated post, link by link: which room calls what. The libraries that this project is built on must be
// on it, not beside it; taking one off the path breaks a link here.
var chain = []struct{ room, calls, says string }{
	{"federation/outbound", "wire.Write", "what is sent is written by wire"},
	{"federation/present", "wire.Write", "what is given to strangers is written by wire"},
	{"federation/wire", "streams.NewActivityStreamsNote", "a post is built with go-fed's types"},
	{"federation/wire", "streams.NewActivityStreamsCreate", "an activity is built with go-fed's types"},
	{"federation/wire", "streams.Serialize", "and serialised by go-fed"},
	{"federation/outbound", "o.courier.Post", "it is sent by the courier"},
	{"federation/courier", "signature.Sign", "which signs"},
	{"federation/signature", "httpsig.NewSigner", "with go-fed's httpsig"},
	{"federation/resolve", "signature.Check", "what arrives is checked"},
	{"federation/signature", "httpsig.NewVerifier", "with go-fed's httpsig"},
	{"routes", "gin.New", "paths are Gin's"},
	{"routes/ap", "c.Request.Context", "and so are the handlers of peers"},
	{"store", "gorm.Open", "rows are GORM's"},
	{"store", "postgres.New", "with its PostgreSQL driver"},
}

func TestTheLibrariesAreOnThePathOfAPost(t *testing.T) {
	for _, link := range chain {
		if !callsIn(t, link.room, link.calls) {
			t.Errorf("%s does not call %s any more: %s", link.room, link.calls, link.says)
		}
	}
}

// callsIn tells whether a room calls something, as it is spelled.
func callsIn(t *testing.T, room, name string) bool {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(filepath.FromSlash(room), "*.go"))
	if err != nil || len(files) == 0 {
		t.Fatalf("there is no room %s", room)
	}
	found := false
	for _, f := range files {
		if strings.HasSuffix(f, "_test.go") {
			continue
		}
		tree, err := parser.ParseFile(token.NewFileSet(), f, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(tree, func(n ast.Node) bool {
			if call, ok := n.(*ast.CallExpr); ok && spelled(call.Fun) == name {
				found = true
			}
			return !found
		})
	}
	return found
}

func spelled(e ast.Expr) string {
	switch x := e.(type) {
	case *ast.Ident:
		return x.Name
	case *ast.SelectorExpr:
		return spelled(x.X) + "." + x.Sel.Name
	}
	return ""
}

package prose

import (
	"bytes"
	"regexp"
	"strings"
	"unicode"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/renderer/html"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// Linker says where names lead. A nil function leaves all names of its kind as text.
type Linker struct {
	Mention func(Address) (href string, ok bool)
	Tag     func(tag string) (href string, ok bool) // tag in lower case without the sign
}

// Render makes safe HTML of Markdown. HTML in the source is shown as the text it is; pictures become links. Names that
// the linker does not know stay as they were written.
func Render(source string, link Linker) string {
	var out bytes.Buffer
	doc := parse(source)
	_ = ast.Walk(doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *mentionNode:
			if link.Mention != nil {
				if href, ok := link.Mention(n.who); ok {
					n.href = href
				}
			}
		case *tagNode:
			if link.Tag != nil {
				if href, ok := link.Tag(n.fold); ok {
					n.href = href
				}
			}
		}
		return ast.WalkContinue, nil
	})
	if err := writer.Render(&out, []byte(source), doc); err != nil { // only a failing writer errs; a buffer does not
		return ""
	}
	return Clean(out.String())
}

// addresses of hosts with a port or without a dot are linked too: colleagues share such.
var bareURL = regexp.MustCompile(`^https?://[-\p{L}\p{N}@:%._+~#=\[\]]{1,256}(?:[/?#][-\p{L}\p{N}@:%_+.~#$!?&/=();,'">^{}\[\]` + "`" + `]*)?`)

var reader = parser.NewParser(
	parser.WithBlockParsers(
		util.Prioritized(parser.NewSetextHeadingParser(), 100),
		util.Prioritized(parser.NewThematicBreakParser(), 200),
		util.Prioritized(parser.NewListParser(), 300),
		util.Prioritized(parser.NewListItemParser(), 400),
		util.Prioritized(parser.NewCodeBlockParser(), 500),
		util.Prioritized(parser.NewATXHeadingParser(), 600),
		util.Prioritized(parser.NewFencedCodeBlockParser(), 700),
		util.Prioritized(parser.NewBlockquoteParser(), 800),
		util.Prioritized(parser.NewParagraphParser(), 1000),
	),
	parser.WithInlineParsers(
		util.Prioritized(parser.NewCodeSpanParser(), 100),
		util.Prioritized(parser.NewLinkParser(), 200),
		util.Prioritized(parser.NewAutoLinkParser(), 300),
		util.Prioritized(nameParser{}, 400),
		util.Prioritized(parser.NewEmphasisParser(), 500),
		util.Prioritized(extension.NewStrikethroughParser(), 510),
		util.Prioritized(extension.NewLinkifyParser(
			extension.WithLinkifyAllowedProtocols([]string{"http:", "https:"}),
			extension.WithLinkifyURLRegexp(bareURL),
			extension.WithLinkifyEmailRegexp(regexp.MustCompile(`^[^\s\S]`)), // mail addresses stay text
		), 999),
	),
	parser.WithParagraphTransformers(parser.DefaultParagraphTransformers()...),
)

var writer = goldmark.New(
	goldmark.WithParser(reader),
	goldmark.WithRenderer(renderer.NewRenderer(renderer.WithNodeRenderers(
		util.Prioritized(nameWriter{}, 100),
		util.Prioritized(extension.NewStrikethroughHTMLRenderer(), 500),
		util.Prioritized(html.NewRenderer(html.WithHardWraps()), 1000),
	))),
).Renderer()

// deepest bounds how far quotes and lists nest before the parser is not asked any more.
const deepest = 100

func parse(source string) ast.Node {
	if strings.Count(source, ">") > deepest && tooDeep(source) {
		doc := ast.NewDocument()
		p := ast.NewParagraph()
		s := ast.NewString([]byte(source))
		p.AppendChild(p, s)
		doc.AppendChild(doc, p)
		return doc
	}
	return reader.Parse(text.NewReader([]byte(source)))
}

// tooDeep tells whether a line opens more quotes than anybody means.
func tooDeep(source string) bool {
	for line := range strings.Lines(source) {
		n := 0
		for _, c := range line {
			if c == '>' {
				n++
			} else if c != ' ' && c != '\t' {
				break
			}
		}
		if n > deepest {
			return true
		}
	}
	return false
}

var (
	kindMention = ast.NewNodeKind("Mention")
	kindTag     = ast.NewNodeKind("Hashtag")
)

type mentionNode struct {
	ast.BaseInline
	who  Address
	raw  string
	href string
}

func (n *mentionNode) Kind() ast.NodeKind            { return kindMention }
func (n *mentionNode) Dump(source []byte, level int) { ast.DumpHelper(n, source, level, nil, nil) }

type tagNode struct {
	ast.BaseInline
	fold, raw string
	href      string
}

func (n *tagNode) Kind() ast.NodeKind            { return kindTag }
func (n *tagNode) Dump(source []byte, level int) { ast.DumpHelper(n, source, level, nil, nil) }

// nameParser finds @names and #tags.
type nameParser struct{}

// Trigger names the bytes that a name starts with.
func (nameParser) Trigger() []byte { return []byte{'@', '#'} }

// Parse reads one name, or gives nil when the sign means something else here.
func (nameParser) Parse(_ ast.Node, block text.Reader, pc parser.Context) ast.Node {
	before := block.PrecendingCharacter()
	if pc.IsInLinkLabel() || before == '/' || before == '@' || before == '#' || before == '&' || before == '_' || unicode.IsLetter(before) || unicode.IsDigit(before) {
		return nil
	}
	line, _ := block.PeekLine()
	s := string(line[:min(len(line), 600)])
	if s[0] == '@' {
		who, n := scanMention(s)
		if n == 0 {
			return nil
		}
		block.Advance(n)
		return &mentionNode{who: who, raw: s[:n]}
	}
	n := scanTag(s)
	if n == 0 {
		return nil
	}
	block.Advance(n)
	return &tagNode{fold: FoldTag(s[:n]), raw: s[:n]}
}

// nameWriter writes names, and pictures as links.
type nameWriter struct{}

// RegisterFuncs tells goldmark which nodes are ours.
func (nameWriter) RegisterFuncs(reg renderer.NodeRendererFuncRegisterer) {
	reg.Register(kindMention, writeMention)
	reg.Register(kindTag, writeTag)
	reg.Register(ast.KindImage, writeImage)
}

var _ = extast.KindStrikethrough // written by goldmark's own extension

func writeMention(w util.BufWriter, _ []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	n := node.(*mentionNode)
	if !entering {
		return ast.WalkContinue, nil
	}
	if n.href == "" {
		_, _ = w.Write(util.EscapeHTML([]byte(n.raw)))
		return ast.WalkContinue, nil
	}
	name, _, _ := strings.Cut(n.raw[1:], "@")
	_, _ = w.WriteString(`<span class="h-card"><a href="` + escape(n.href) + `" class="u-url mention">@<span>` + escape(name) + `</span></a></span>`)
	return ast.WalkContinue, nil
}

func writeTag(w util.BufWriter, _ []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	n := node.(*tagNode)
	if !entering {
		return ast.WalkContinue, nil
	}
	if n.href == "" {
		_, _ = w.WriteString(escape(n.raw))
		return ast.WalkContinue, nil
	}
	_, _ = w.WriteString(`<a href="` + escape(n.href) + `" class="mention hashtag" rel="tag">#<span>` + escape(n.raw[1:]) + `</span></a>`)
	return ast.WalkContinue, nil
}

func writeImage(w util.BufWriter, _ []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	n := node.(*ast.Image)
	if entering {
		_, _ = w.WriteString(`<a href="` + escape(string(util.URLEscape(n.Destination, true))) + `">`)
		if !n.HasChildren() {
			_, _ = w.WriteString(escape(string(n.Destination)))
		}
		return ast.WalkContinue, nil
	}
	_, _ = w.WriteString(`</a>`)
	return ast.WalkContinue, nil
}

func escape(s string) string { return string(util.EscapeHTML([]byte(s))) }

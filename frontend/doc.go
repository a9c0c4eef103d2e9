// Package frontend draws every page that people see.
//
// A page is a typed struct (pages_<noun>.go) and a template of the same noun (<noun>.templ). A handler fills the struct,
// Render adds the shell (who looks, where they are, what waits) and writes the whole answer at once, with its length and
// a content security policy that lets no inline script or style run. Parts of a page, such as the gate of the composer,
// are drawn by RenderPart from the same templates, so that the live sentence and the page cannot differ.
//
// Everything works without script; static/guildhall.js only keeps the composer's sentence fresh. Every path of a page or
// form is spelled in actions.go, once, in the form that the route table binds.
//
// This package decides nothing and looks nothing up. Members' pages show what the store gave to them; pages for
// strangers take policy.Copy and nothing else, so that a way around the gate does not compile. All templates live in
// this one package: templ makes Go of them, and the made files are committed, so that a build needs no tool.
package frontend

//go:generate go tool templ generate -include-version=false

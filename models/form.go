package models

// Form is what people of ours are asked for when they write a post of a kind. Kinds are words in one column; what tells them apart is
// here: whether there is a title, and the sections of the text.
type Form struct {
	Kind   PostKind
	Titled bool   // it needs a title
	Parts  []Part // sections of its text; none where the text is plain
}

// Part is one section of a text: what stands below a heading of its own, until the next.
type Part struct {
	Name    string // as forms, documents and programs call it
	Heading string // as it stands in the text; empty for what stands before the first heading
	Needed  bool
}

// Forms are the kinds that people of ours write, in the order in which they are offered.
var Forms = []Form{
	{Kind: Note},
	{Kind: QuestionPost, Titled: true},
	{Kind: Article, Titled: true},
	{Kind: EventPost, Titled: true, Parts: []Part{{Name: "about"}, {Name: "notes", Heading: "Notes"}}},
	{Kind: PollPost},
	{Kind: PageDoc, Titled: true},
	{Kind: DecisionPost, Titled: true, Parts: []Part{{Name: "decided", Heading: "Decided", Needed: true}, {Name: "why", Heading: "Why"},
		{Name: "instead", Heading: "What else we looked at"}, {Name: "review", Heading: "When we look at it again"}}},
	{Kind: ProblemPost, Titled: true, Parts: []Part{{Name: "symptom", Heading: "Symptom", Needed: true}, {Name: "tried", Heading: "Tried"},
		{Name: "cause", Heading: "Root cause"}, {Name: "fix", Heading: "Fix"}, {Name: "effect", Heading: "Effect"}}},
	{Kind: StoryPost, Titled: true, Parts: []Part{{Name: "wanted", Heading: "What we wanted"}, {Name: "tried", Heading: "What we tried", Needed: true},
		{Name: "failed", Heading: "What failed", Needed: true}, {Name: "learnt", Heading: "What we would do now"}}},
	{Kind: WorkNotePost, Parts: []Part{{Name: "done", Heading: "Done"}, {Name: "learnt", Heading: "Learnt"}, {Name: "stuck", Heading: "Stuck"},
		{Name: "next", Heading: "Next"}}},
}

// FormOf is the form of a kind, and whether people of ours write it at all.
func FormOf(k PostKind) (Form, bool) {
	for _, f := range Forms {
		if f.Kind == k {
			return f, true
		}
	}
	return Form{}, false
}

// Told tells whether a kind is named on the wire by a property of ours, because no type of the vocabulary says it.
func (k PostKind) Told() bool {
	switch k {
	case QuestionPost, DecisionPost, ProblemPost, StoryPost, WorkNotePost:
		return true
	}
	return false
}

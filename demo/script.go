package demo

import (
	"time"

	"guildhall/models"
	"guildhall/services/communities"
	"guildhall/services/conversations"
)

// The cast: believable people, all made up.
var cast = []struct {
	at, name, about string
	handle          models.Handle
	roles           []models.Role
}{
	{"acme", "Ada Okafor", "Ward sister, 4B. Sepsis, handover, fewer forms.", "ada", nil},
	{"acme", "Mira Kovač", "Ward logistics. I move beds and the boards that show them.", "mira", []models.Role{models.Reviewer}},
	{"acme", "Ruth Adler", "Information governance. I look after what crosses the boundary.", "ruth", []models.Role{models.Admin, models.BoundaryRole}},
	{"acme", "Sam Whitlow", "Laboratory. Lactate, gases, and why your sample was late.", "sam", []models.Role{models.BoundaryRole}},
	{"acme", "Jonas Petri", "Porter, nights.", "jonas", nil},
	{"acme", "Bed board", "Free beds by ward, on the hour. A program, not a person.", "bedboard", nil},
	{"guild", "Tom Birch", "Nurse educator. I collect screening forms that people really use.", "tom", []models.Role{models.Admin}},
	{"guild", "Ines Moreau", "Teaches critical care in Lyon; writes about bedside testing.", "ines", nil},
	{"guild", "Halima Yusuf", "Practice development. Questions more than answers.", "halima", nil},
	{"guild", "Alerts", "New papers, as the index has them. A program.", "alerts", nil},
	{"northwind", "Crate loggers", "What the crates are at. A program.", "loggers", nil},
	{"northwind", "Noor Haddad", "Cold chain. Samples arrive, or they do not.", "noor", []models.Role{models.Admin}},
	{"northwind", "Piet Vos", "Dispatch. Roads, ferries, weather.", "piet", nil},
}

func world(text string) conversations.Ask {
	return conversations.Ask{Text: text, Audience: models.Everyone, Where: conversations.World, Language: "en"}
}

func among(text string) conversations.Ask {
	return conversations.Ask{Text: text, Audience: models.Everyone, Where: conversations.Partners, Language: "en"}
}

// asking is a question with answers to choose from, open for a fortnight.
func asking(ask conversations.Ask, options ...string) conversations.Ask {
	ask.Poll = &conversations.PollAsk{Options: options, Open: 14 * 24 * time.Hour}
	return ask
}

func inside(text string) conversations.Ask {
	return conversations.Ask{Text: text, Audience: models.Everyone, Where: conversations.Inside, Language: "en"}
}

// The past fortnight. Jonas never goes outward: he is there for everyone inside, and for nobody else.
var script = []step{
	{0, 8.0, outward("ada", "mira", "ruth", "sam", "tom", "ines", "halima", "noor", "piet", "bedboard", "alerts", "loggers")},
	{0, 8.1, follows("halima", "bedboard", "loggers")},
	{0, 8.1, follows("piet", "alerts")},
	{0, 8.1, follows("sam", "alerts")},
	{0, 8.2, follows("mira", "ada", "sam", "jonas")},
	{0, 8.3, follows("ada", "mira", "sam", "tom", "ines", "halima")},
	{0, 8.4, follows("sam", "ada", "ines")},
	{0, 8.5, follows("jonas", "mira", "ada")},
	{0, 8.6, follows("ruth", "ada", "mira")},
	{0, 9.0, follows("tom", "ada", "ines", "noor")},
	{0, 9.1, follows("ines", "tom", "ada")},
	{0, 9.2, follows("halima", "ines", "ada", "tom")},
	{0, 9.5, follows("noor", "piet", "ines")},
	{0, 9.6, follows("piet", "noor")},
	{0, 10.0, founds("ada", communities.New{Handle: "sepsis", Name: "Sepsis early signs", Purpose: "Find the deteriorating patient an hour earlier, on every ward, at every hour of the day.", Needs: "Those at the bedside need those who read the numbers, and the other way round.", Measure: "The median time from first sign to first antibiotic.", Lines: []string{"Say what you saw, and when.", "Bring what failed, too.", "No names of patients, nor what points to one."}}, "mira")},
	{0, 10.2, follows("mira", "sepsis")},
	{0, 10.3, follows("sam", "sepsis")},
	{0, 10.4, follows("tom", "sepsis")},
	{0, 10.5, follows("halima", "sepsis")},
	{0, 11.0, founds("tom", communities.New{Handle: "educators", Name: "Nurse educators", Purpose: "Teach at the bedside, and share what works.", Needs: "Who teaches alone needs who teaches well.", Measure: "Lessons that another ward has used."}, "ines")},
	{0, 11.2, follows("ada", "educators")},
	{0, 11.4, follows("ines", "educators")},
	{1, 9.0, writes("welcome", "ada", conversations.Ask{Title: "What this community is for", Text: "We lose an hour between the first sign and the first antibiotic. Bring what you tried, **also what failed**.\n\nThree questions to begin with:\n\n- Who calls, and whom?\n- Which sign did you trust?\n- What would you leave out of the form?", Audience: models.Everyone, Where: conversations.Partners, Language: "en"}, "sepsis")},
	{1, 10.5, thanks("welcome", "mira", "sam", "tom", "halima")},
	{1, 13.0, writes("lactate", "ines", world("New review of bedside lactate: agreement with the laboratory is good enough to act on, if the sample is under ten minutes old. Thread with the numbers, and what we changed on our own ward. #lactate"))},
	{1, 13.4, answers("lactate-2", "ines", "lactate", "On our ward the median time from sign to result fell from 52 to 19 minutes. The change was not the machine. It was *who carries the sample*.")},
	{1, 15.0, thanks("lactate", "ada", "tom", "noor")},
	{1, 15.2, shares("lactate", "ada")},
	{1, 16.0, answers("lactate-3", "ada", "lactate-2", "That is our experience too. We stopped sending a second porter and let the nurse walk. Nobody complained but the corridor.")},
	{2, 7.5, writes("board", "mira", inside("Done: the bed board goes live on 4B. Learnt: porters read the third column first, so that one is now the room. Stuck: who owns the label printer?"))},
	{2, 8.1, answers("board-2", "jonas", "board", "The label printer is ours by night and nobody's by day.")},
	{2, 8.6, answers("board-3", "mira", "board-2", "Then it is mine by day from Monday. Thank you, Jonas.")},
	{2, 9.0, thanks("board-2", "mira", "ada")},
	{3, 11.0, writes("form", "tom", among("How do you keep the screening form short without losing the history field? Ours has grown to 19 lines and the night shift skips it. We tried folding the history away and lost two real cases."))},
	{3, 11.7, answers("form-2", "ada", "form", "We cut it to seven, and put the history last, **open**, with the cursor in it. Skipped forms fell from a third to one in twenty.")},
	{3, 12.2, answers("form-3", "halima", "form-2", "Who decided which seven? We never agreed on the eighth.")},
	{3, 12.9, answers("form-4", "ada", "form-3", "The night shift. They had to live with it.")},
	{3, 14.0, thanks("form-2", "tom", "halima", "mira", "sam")},
	{3, 15.0, obeys("ruth", "sam", acmesPolicy, "Falcon is announced in January, and beds are not for everybody.")},
	{4, 10.0, writes("cold", "noor", world("Blood samples at 41 °C in the van yesterday. The logger said 8. Both were right: the logger was in the driver's pocket."))},
	{4, 10.6, answers("cold-2", "piet", "cold", "The new holder is screwed to the crate. It has survived one ferry.")},
	{4, 11.0, thanks("cold", "tom", "piet")},
	{4, 12.0, shares("cold", "tom")},
	{5, 9.0, writes("six", "ada", conversations.Ask{Title: "Six o'clock is too late", Text: "We moved the six-o'clock lactate round to five. In three weeks nobody waited for a result over breakfast.\n\n> What we gave up: one quiet hour in the laboratory.\n\nSam can tell you what that cost.", Audience: models.Everyone, Where: conversations.Partners, Language: "en"}, "sepsis")},
	{5, 9.5, answers("six-2", "sam", "six", "It cost us the coffee. We moved the coffee.")},
	{5, 10.0, thanks("six", "tom", "halima", "mira")},
	{5, 10.2, thanks("six-2", "ada", "mira")},
	{6, 15.0, writes("ask", "halima", world("Which of you teaches lactate sampling **at the bedside**, not in the skills room? I would like to watch for a day. #teaching"))},
	{6, 15.5, answers("ask-2", "ada", "ask", "Come to 4B. Tuesdays, half past four in the morning. I am sorry about the hour.")},
	{6, 15.9, answers("ask-3", "halima", "ask-2", "I will bring the coffee that Sam moved.")},
	{6, 16.2, thanks("ask-2", "halima", "ines", "tom")},
	{7, 8.0, writes("rota", "mira", inside("The rota for December is up. Swaps until Friday, please, and then not at all."))},
	{7, 8.5, thanks("rota", "jonas")},
	{8, 11.0, writes("letter", "ines", conversations.Ask{Text: "{ada} Would you write the second page with me? The part about who carries the sample.", Audience: models.Named, Language: "en"})},
	{8, 12.0, writes("video", "tom", conversations.Ask{Title: "Seven lines", Text: "The seven lines that 4B kept, with Ada's leave:\n\n1. What worries you?\n2. Breathing\n3. Pulse\n4. Pressure\n5. Skin\n6. Lactate, and when\n7. History, in their own words\n\nTake it, change it, tell us what you left out.", Audience: models.Everyone, Where: conversations.World, Language: "en"}, "educators")},
	{8, 13.0, thanks("video", "ada", "ines", "halima")},
	{8, 13.2, shares("video", "ada", "halima")},
	{8, 14.0, writes("falcon", "ada", among("Falcon needs a second analyser by January. Who has one to lend?"))},
	{8, 16.0, lets("mira", "The Guild knows. Fine by me.")},
	{9, 9.0, answers("video-2", "ada", "video", "We left out temperature. On purpose: it made people wait.")},
	{9, 10.0, writes("ruth", "ruth", inside("For everyone who writes outside: the line under the text box tells you whom you will reach **before** you send. If it names somebody you did not mean, change it there. Nothing you write can be widened by anybody but you."))},
	{9, 11.0, thanks("ruth", "ada", "mira", "sam")},
	{10, 14.0, writes("ferry", "piet", world("Ferry is back. Samples from the islands will be on time again, weather permitting, and it never does."))},
	{10, 14.5, thanks("ferry", "noor")},
	{11, 9.0, writes("fail", "ada", among("What failed: we tried a second alarm for the same sign. Within four days everybody silenced the first. We took it out, and said so on the board."))},
	{11, 9.6, answers("fail-2", "tom", "fail", "May I use this in teaching, without the ward's name?")},
	{11, 10.0, answers("fail-3", "ada", "fail-2", "With the name. It is how the next ward learns that it can say so.")},
	{11, 10.5, thanks("fail", "tom", "ines", "halima", "sam")},
	{12, 10.0, writes("talk", "ines", world("Slides of yesterday's talk are public now: *Ten minutes, two people, one sample*. Questions welcome here, I answer slowly and completely."))},
	{12, 10.8, answers("talk-2", "sam", "talk", "Slide 14: is that capillary or venous? It changes the conclusion by one cell.")},
	{12, 11.6, answers("talk-3", "ines", "talk-2", "Venous. You are right, the legend says neither. Mended, thank you.")},
	{12, 12.0, thanks("talk-2", "ines", "ada")},
	{12, 14.0, writes("which", "halima", asking(world("Three of us can visit one round on 4B. Which one teaches most?"), "The five-o'clock lactate", "The evening handover", "The bed board at noon"))},
	{12, 15.0, votes("which", 0, "ines", "ada")},
	{12, 15.5, votes("which", 1, "tom")},
	{13, 8.0, writes("round", "ada", conversations.Ask{Title: "Case round, Thursday at three", Text: "One patient, eleven hours, every note that we wrote. Partners are welcome; the room is open from half past two.", Audience: models.Everyone, Where: conversations.Partners, Language: "en"}, "sepsis")},
	{13, 8.5, writes("falcon-2", "ada", among("Falcon will change the round on 4B: one walk less. I can show it to two of you before it starts."))},
	{13, 9.0, answers("round-2", "halima", "round", "We are three. Two of us will argue.")},
	{13, 9.5, answers("round-3", "mira", "round", "Bed board will be on the second screen, so nobody has to run.")},
}

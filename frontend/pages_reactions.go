package frontend

import "strings"

// FieldFace is the emoji of a reaction.
const FieldFace = "face"

// commonFaces are those that the picker offers, each with the phrase that names it.
var commonFaces = []struct{ Face, Name string }{
	{"👍", "face.yes"}, {"❤️", "face.heart"}, {"🎉", "face.party"}, {"💡", "face.idea"}, {"👀", "face.look"},
	{"🙏", "face.please"}, {"😂", "face.laugh"}, {"😮", "face.wow"}, {"😢", "face.sad"}, {"✅", "face.done"},
}

// faceName is a face as it is read aloud: what we have a word for by that, everything else as it is.
func faceName(s *sheet, face string) string {
	for _, f := range commonFaces {
		if strings.TrimSuffix(f.Face, "\ufe0f") == strings.TrimSuffix(face, "\ufe0f") {
			return s.T(f.Name)
		}
	}
	return faceShown(face)
}

// faceShown is the emoji; of a picture at another server its name there, without that server's.
func faceShown(face string) string {
	if name, _, found := strings.Cut(strings.Trim(face, ":"), "@"); found {
		return ":" + name + ":"
	}
	return face
}

func pressedWord(on bool) string {
	if on {
		return "true"
	}
	return "false"
}

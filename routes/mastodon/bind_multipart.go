package mastodon

import (
	"errors"
	"io"
	"mime/multipart"

	"guildhall/fault"
	"guildhall/services/portraits"
)

// filePrefix marks what came as a file: no text has such a name.
const filePrefix = "\x00file:"

// takeMultipart reads the texts of a multipart form, and the pictures of a profile. Other files are passed over.
func (in input) takeMultipart(body io.Reader, boundary string) error {
	if boundary == "" {
		return fault.New(fault.Malformed, "mastodon.read", "The form has no boundary.")
	}
	found := input{}
	parts := multipart.NewReader(body, boundary)
	for n := 0; ; n++ {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return unreadable(err)
		}
		if n >= mostParts {
			return tooMany()
		}
		if name := part.FormName(); part.FileName() != "" && (name == "avatar" || name == "header") {
			picture, err := io.ReadAll(io.LimitReader(part, portraits.MostBytes+1))
			if err != nil {
				return unreadable(err)
			}
			found[filePrefix+name] = []string{string(picture)}
			continue
		}
		if part.FileName() != "" || part.FormName() == "" {
			continue
		}
		value, err := io.ReadAll(part)
		if err != nil {
			return unreadable(err)
		}
		found[part.FormName()] = append(found[part.FormName()], string(value))
	}
	for k, v := range found {
		in[k] = v
	}
	return nil
}

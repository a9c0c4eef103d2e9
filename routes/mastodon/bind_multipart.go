package mastodon

import (
	"errors"
	"io"
	"mime/multipart"

	"guildhall/fault"
)

// takeMultipart reads the texts of a multipart form. Files are passed over: pictures have no room here yet.
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

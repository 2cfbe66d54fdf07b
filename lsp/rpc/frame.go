package rpc

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strconv"
)

// maxBody is the largest message taken, in bytes: several times what the
// largest file an editor opens takes as JSON.
const maxBody = 256 << 20

// frameError is a message whose frame cannot be read. The reader stands behind
// it and finds the next message.
type frameError struct{ reason string }

func (e *frameError) Error() string { return e.reason }

// lengthField is the one header field that matters.
const lengthField = "Content-Length:"

// frameReader reads messages framed by a Content-Length header.
//
// No frame, however broken, makes it lose the messages behind: where a length
// is missing, unreadable or too large it looks for the next line with a
// Content-Length. Valid JSON never holds such a line, because a line break
// cannot stand inside a JSON string.
type frameReader struct {
	in *bufio.Reader
	// lost is set while bytes of a broken frame are passed over, which was
	// reported already.
	lost bool
	// pending is a header line that was found behind other bytes.
	pending []byte
}

func newFrameReader(in io.Reader) *frameReader {
	return &frameReader{in: bufio.NewReaderSize(in, 32<<10)}
}

// next returns the body of the next message, which the caller owns. A
// *frameError leaves the reader usable; every other error ends it: io.EOF at
// the end of the stream, io.ErrUnexpectedEOF inside a message.
func (r *frameReader) next() ([]byte, error) {
	length, err := r.header()
	if err != nil {
		return nil, err
	}
	// The buffer grows with what arrives, not with what the header claims.
	var body bytes.Buffer
	body.Grow(min(length, 1<<20))
	if _, err := io.CopyN(&body, r.in, int64(length)); err != nil {
		if errors.Is(err, io.EOF) {
			err = io.ErrUnexpectedEOF
		}
		return nil, err
	}
	return body.Bytes(), nil
}

// header reads up to the blank line before a body and returns its length.
func (r *frameReader) header() (int, error) {
	length := -1
	for {
		line, err := r.line()
		if err != nil {
			return 0, err
		}
		at := lastField(line)
		switch {
		case at > 0 && !r.lost:
			// Behind the rest of a message that was longer than its header said, or
			// that had no header: that message is answered first.
			r.pending = bytes.Clone(line[at:])
			return 0, r.fail("the message has no header")
		case at >= 0:
			n, err := strconv.Atoi(string(bytes.TrimSpace(line[at+len(lengthField):])))
			switch {
			case (err != nil || n < 0) && r.lost:
			case err != nil || n < 0:
				return 0, r.fail(fmt.Sprintf("the header says %q", line))
			case n > maxBody:
				return 0, r.fail(fmt.Sprintf("the message has %d bytes, more than the %d that are taken", n, maxBody))
			default:
				length, r.lost = n, false
			}
		case len(line) == 0 && length >= 0:
			return length, nil
		case r.lost:
		case len(line) == 0:
			return 0, r.fail("the message's header has no Content-Length")
		case !bytes.Contains(line, []byte(":")) || line[0] == '{':
			return 0, r.fail("the message has no header")
		}
	}
}

// lastField returns where the last Content-Length in a line is, -1 where there
// is none. Case makes no difference to it.
func lastField(line []byte) int {
	for at := len(line) - len(lengthField); at >= 0; at-- {
		if bytes.EqualFold(line[at:at+len(lengthField)], []byte(lengthField)) {
			return at
		}
	}
	return -1
}

func (r *frameReader) fail(reason string) error {
	r.lost = true
	return &frameError{reason}
}

// line returns the next line without its break; of a line longer than the
// buffer only the last part, so that junk of any size is passed over in
// constant memory.
func (r *frameReader) line() ([]byte, error) {
	if line := r.pending; line != nil {
		r.pending = nil
		return line, nil
	}
	var tail []byte // the end of the part before, in case the field is cut in two
	for {
		part, err := r.in.ReadSlice('\n')
		part = append(tail, part...)
		switch {
		case err == nil:
			return bytes.TrimRight(part, "\r\n"), nil
		case errors.Is(err, bufio.ErrBufferFull):
			tail = bytes.Clone(part[max(0, len(part)-64):])
		case errors.Is(err, io.EOF) && len(part) > 0 && !r.lost:
			return nil, io.ErrUnexpectedEOF
		default:
			return nil, err
		}
	}
}

// frame puts the header before a body.
func frame(body []byte) []byte {
	head := make([]byte, 0, len(body)+32)
	head = append(head, "Content-Length: "...)
	head = strconv.AppendInt(head, int64(len(body)), 10)
	head = append(head, "\r\n\r\n"...)
	return append(head, body...)
}

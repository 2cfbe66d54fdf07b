;;; test.el --- Run by emacs_test.go in a batch  -*- lexical-binding: t -*-

;; Opens $PORTER_LS_FILE, which has a typo, and writes what it sees to
;; $PORTER_LS_OUT, as JSON.

(require 'json)
(require 'porter-ls)

(setq porter-ls-command (list (getenv "PORTER_LS_BIN") "serve")
      eglot-sync-connect 30
      eglot-connect-timeout 30
      eglot-send-changes-idle-time 0)

(defun await (what ready)
  "Wait until READY returns something, and return it; WHAT says for what."
  (let ((until (+ (float-time) 60)) (got nil))
    (while (and (not (setq got (funcall ready))) (< (float-time) until))
      (accept-process-output nil 0.02))
    (or got (error "Waited in vain for %s" what))))

(defun diagnostics ()
  "What Flymake shows of the text as it is; in a batch Emacs is never idle, when Eglot would send it."
  (eglot--signal-textDocument/didChange)
  (flymake-start)
  (mapcar #'flymake-diagnostic-text (flymake-diagnostics)))

(defun behind (words)
  "Put point behind WORDS, the first of them."
  (goto-char (point-min))
  (search-forward words))

(let ((out nil))
  (condition-case failure
      (progn
        (find-file (getenv "PORTER_LS_FILE"))
        (push (cons 'mode (symbol-name major-mode)) out)
        (apply #'eglot (eglot--guess-contact))
        (await "the server" #'eglot-current-server)
        (push (cons 'diagnostics (vconcat (await "a diagnostic" #'diagnostics))) out)
        (behind "bundle.parameters.nm")
        (let ((fix (seq-find (lambda (action) (equal (plist-get action :title) "Change to \"name\""))
                             (eglot-code-actions (point) (point)))))
          (eglot-execute (eglot-current-server) fix))
        (await "the end of the diagnostic" (lambda () (not (diagnostics))))
        (behind "bundle.parameters.n")
        (let ((hover (jsonrpc-request (eglot-current-server) :textDocument/hover (eglot--TextDocumentPositionParams))))
          (push (cons 'hover (plist-get (plist-get hover :contents) :value)) out))
        (xref-find-definitions (thing-at-point 'symbol))
        (push (cons 'definition (line-number-at-pos)) out)
        (behind "bundle.parameters.n")
        (eglot-rename "whom")
        (save-buffer)
        (let ((answer nil))
          (porter-ls-run "trust" nil (lambda (got) (setq answer got)))
          (push (cons 'trust (plist-get (await "trust" (lambda () answer)) :text)) out)))
    (error (push (cons 'failed (error-message-string failure)) out)))
  (with-temp-file (getenv "PORTER_LS_OUT") (insert (json-encode out)))
  (ignore-errors (eglot-shutdown-all))
  (kill-emacs 0))

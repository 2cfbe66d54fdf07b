;;; porter-ls.el --- Porter bundles, with Eglot  -*- lexical-binding: t -*-

;; Package-Requires: ((emacs "29.1"))

;;; Commentary:

;; A mode for manifests that starts porter-ls through Eglot:
;;
;;   (add-to-list 'load-path "/path/to/porter-ls/editors/emacs")
;;   (require 'porter-ls)
;;   (add-hook 'porter-mode-hook #'eglot-ensure)
;;
;; The commands `porter-build', `porter-install', `porter-upgrade',
;; `porter-uninstall' and `porter-trust' act on the manifest of the current
;; buffer.

;;; Code:

(require 'eglot)

(defvar porter-ls-command '("porter-ls" "serve")
  "The server and its arguments.")

(eval-and-compile
  ;; Where a mode for YAML is there, manifests are coloured by it.
  (defconst porter-ls--parent
    (cond ((and (fboundp 'yaml-ts-mode) (fboundp 'treesit-ready-p) (treesit-ready-p 'yaml t)) 'yaml-ts-mode)
          ((fboundp 'yaml-mode) 'yaml-mode)
          (t 'conf-colon-mode))))

(defalias 'porter-ls--parent-mode porter-ls--parent)

;;;###autoload
(define-derived-mode porter-mode porter-ls--parent-mode "Porter"
  "A mode for porter.yaml."
  (setq-local comment-start "# " tab-width 2 indent-tabs-mode nil))

;;;###autoload
(add-to-list 'auto-mode-alist '("\\(?:/\\|\\.\\)porter\\.ya?ml\\'" . porter-mode))

(add-to-list 'eglot-server-programs
             (cons '((porter-mode :language-id "porter")) (lambda (&rest _) porter-ls-command)))

(defun porter-ls-run (verb &optional arguments done)
  "Run VERB of the server on the manifest of this buffer, with its ARGUMENTS.
The buffer is saved before, because verbs read the disk.  Unlike a code
action of Eglot this does not wait, and may take as long as it takes.
DONE is called with what the server answers."
  (save-buffer)
  (jsonrpc-async-request
   (or (eglot-current-server) (user-error "The server porter-ls does not run here"))
   :workspace/executeCommand
   (list :command (concat "porter-ls." verb)
         :arguments (vector (append (list :uri (eglot-path-to-uri (buffer-file-name))) arguments)))
   :timeout nil
   :success-fn (lambda (answer)
                 (let ((said (plist-get answer :message)))
                   (message "%s" (if (member said '(nil "")) (string-trim (or (plist-get answer :text) "")) said)))
                 (when done (funcall done answer)))
   :error-fn (lambda (problem) (message "%s" (plist-get problem :message)))))

(defun porter-build () "Build the bundle." (interactive) (porter-ls-run "build"))
(defun porter-install () "Install the bundle." (interactive) (porter-ls-run "install"))
(defun porter-upgrade () "Upgrade the installation." (interactive) (porter-ls-run "upgrade"))
(defun porter-uninstall () "Uninstall the installation." (interactive) (porter-ls-run "uninstall"))
(defun porter-trust () "Trust this workspace: what its bundles name may run." (interactive) (porter-ls-run "trust"))

(provide 'porter-ls)
;;; porter-ls.el ends here

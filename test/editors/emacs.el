;;; One session of a person in Emacs, without the person: what happened is written as JSON to
;;; $SCHEMASCOPE_RESULT.  Run in a copy of testdata/projects/hcl-sql.  -*- lexical-binding: t -*-
(require 'json)
(require 'xref)
(require 'flymake)

(defvar opened nil)
(setq browse-url-browser-function (lambda (url &rest _) (setq opened url)))

(defmacro await (what condition)
  "Wait until CONDITION holds.  The time is a guard for what never happens."
  `(let ((until (+ (float-time) 60)))
     (while (not ,condition)
       (when (> (float-time) until) (error "Waited in vain for %s" ,what))
       (accept-process-output nil 0.02))))

(find-file "subscriptions.pg.hcl")
(run-hooks 'post-command-hook)          ; eglot-ensure waits for it
(await "the server" (eglot-current-server))

(search-forward "table.billing.plans")
(replace-match "table.billing.plan")
(eglot--signal-textDocument/didChange)
(await "a diagnostic" (flymake-diagnostics))
(let ((mistake (mapcar (lambda (d) `((line . ,(line-number-at-pos (flymake-diagnostic-beg d)))
                                     (message . ,(flymake-diagnostic-text d))))
                       (flymake-diagnostics)))
      definition)
  (insert "s")
  (eglot--signal-textDocument/didChange)
  (await "the diagnostic to go" (not (flymake-diagnostics)))
  (backward-char 2)
  (xref-find-definitions "LSP identifier at point.")
  (setq definition `((file . ,(file-name-nondirectory buffer-file-name))
                     (line . ,(buffer-substring (line-beginning-position) (line-end-position)))))
  (run-hooks 'post-command-hook)
  (await "the server in the second file" (eglot-managed-p))
  (schemascope-erd)
  (with-temp-file (getenv "SCHEMASCOPE_RESULT")
    (insert (json-encode `((mistake . ,(vconcat mistake)) (definition . ,definition) (opened . ,opened))))))
(eglot-shutdown (eglot-current-server))
(set-buffer-modified-p nil)

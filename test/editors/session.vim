" One session of a person in Vim, without the person: what happened is written as JSON to
" $SCHEMASCOPE_RESULT. Run in a copy of testdata/projects/hcl-sql.
function! Await(what, condition) abort
  let l:until = reltime()
  while !eval(a:condition)
    if reltimefloat(reltime(l:until)) > 60
      throw 'waited in vain for ' . a:what
    endif
    sleep 10m
  endwhile
endfunction

function! Session() abort
  edit subscriptions.pg.hcl
  let l:result = {}
  %substitute/table\.billing\.plans/table.billing.plan/
  ALELint
  call Await('a diagnostic', 'len(ale#engine#GetLoclist(bufnr(""))) > 0')
  let l:result.mistake = map(copy(ale#engine#GetLoclist(bufnr(''))), '{"line": v:val.lnum, "message": v:val.text}')
  undo
  ALELint
  call Await('the diagnostic to go', 'len(ale#engine#GetLoclist(bufnr(""))) == 0')
  write
  call search('table\.billing\.\zsplans')
  ALEGoToDefinition
  call Await('the definition', 'expand("%:t") ==# "billing.sql"')
  let l:result.definition = {'file': expand('%:t'), 'line': getline('.')}
  redir => l:said
  silent SchemascopeERD
  redir END
  let l:result.opened = 'file://' . trim(l:said)
  let l:result.page = join(readfile(trim(l:said)), "\n")
  call writefile([json_encode(l:result)], $SCHEMASCOPE_RESULT)
endfunction

try
  call Session()
catch
  call writefile([json_encode({'error': v:exception . ' at ' . v:throwpoint})], $SCHEMASCOPE_RESULT)
endtry
qall!

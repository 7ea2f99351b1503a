// Atlas's own extension has languages of the same names, so that files have them
// whoever contributes them; but what both find is then shown twice.

import * as vscode from 'vscode';

const id = 'Ariga.atlas-hcl';

/** Where it is kept that the user knows. */
const toldKey = 'schemascope.toldOfAtlasExtension';

/**
 * Tells the user that Atlas's own extension is enabled, too, when a file of Atlas's is
 * open: once, until there is any answer.
 */
export function tellOfAtlasExtension(state: vscode.Memento, languages: readonly string[]): vscode.Disposable {
  let told = false;
  const tell = async () => {
    if (
      told ||
      state.get(toldKey) === true ||
      !vscode.extensions.getExtension(id) ||
      !vscode.workspace.textDocuments.some((document) => languages.includes(document.languageId))
    ) {
      return;
    }
    told = true;
    const show = 'Show Extension';
    const answer = await vscode.window.showInformationMessage(
      "Atlas's own extension is enabled, too: problems and suggestions in Atlas files come twice. To have them once, disable one of the two.",
      show,
      "Don't Show Again",
    );
    await state.update(toldKey, true);
    if (answer === show) {
      // The command to open its page asks the Marketplace, which cannot be reached everywhere.
      await vscode.commands.executeCommand('workbench.extensions.search', '@installed atlas-hcl');
    }
  };
  const look = () => void tell();
  look();
  return vscode.Disposable.from(vscode.workspace.onDidOpenTextDocument(look), vscode.extensions.onDidChange(look));
}

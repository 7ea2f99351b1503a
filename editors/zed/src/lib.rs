//! Starts the server in Zed, with what the user's settings say of it under
//! `lsp.schemascope`: `binary` and `initialization_options`.

use zed_extension_api::{
    register_extension, serde_json::Value, settings::LspSettings, Command, Extension,
    LanguageServerId, Result, Worktree,
};

struct Schemascope;

impl Extension for Schemascope {
    fn new() -> Self {
        Self
    }

    fn language_server_command(
        &mut self,
        id: &LanguageServerId,
        worktree: &Worktree,
    ) -> Result<Command> {
        let binary = LspSettings::for_worktree(id.as_ref(), worktree)?.binary;
        let (path, arguments, variables) = match binary {
            Some(binary) => (binary.path, binary.arguments, binary.env),
            None => (None, None, None),
        };
        let command = path.or_else(|| worktree.which("schemascope")).ok_or(
            "schemascope is not on the PATH: install it, or say in the settings, in \
             lsp.schemascope.binary.path, where it is",
        )?;
        let mut env = worktree.shell_env();
        env.extend(variables.unwrap_or_default());
        Ok(Command {
            command,
            args: arguments.unwrap_or_else(|| vec!["serve".into()]),
            env,
        })
    }

    fn language_server_initialization_options(
        &mut self,
        id: &LanguageServerId,
        worktree: &Worktree,
    ) -> Result<Option<Value>> {
        Ok(LspSettings::for_worktree(id.as_ref(), worktree)?.initialization_options)
    }
}

register_extension!(Schemascope);

using System.CommandLine;

namespace LogAppendSink.Cli.Commands;

/// <summary><c>logappend completion SHELL</c>: prints a script for tab completion.</summary>
internal static class CompletionCommand
{
    // System.CommandLine implements the directive "[suggest:position]".
    private const string Bash = """
        _logappend() {
          local IFS=$'\n' words
          words=$(logappend "[suggest:$COMP_POINT]" "$COMP_LINE" 2>/dev/null)
          COMPREPLY=($(compgen -W "$words" -- "${COMP_WORDS[COMP_CWORD]}"))
        }
        complete -o default -F _logappend logappend
        """;

    private const string Zsh = """
        autoload -U +X bashcompinit && bashcompinit
        """ + "\n" + Bash;

    private const string Fish = """
        complete -f -c logappend -a '(set -l line (commandline -cp); logappend "[suggest:"(string length -- $line)"]" "$line" 2>/dev/null)'
        """;

    internal static Command Create(ToolEnvironment tool)
    {
        var shell = new Argument<string>("shell") { Description = "bash, zsh or fish" };
        shell.AcceptOnlyFromAmong("bash", "zsh", "fish");
        var command = new ToolCommand("completion", "Print a script that completes commands and options in a shell.")
        {
            Examples =
            [
                ("source <(logappend completion bash)", "add this to ~/.bashrc; for zsh, to ~/.zshrc"),
                ("logappend completion fish > ~/.config/fish/completions/logappend.fish", "installs it for fish"),
            ],
        };
        command.Arguments.Add(shell);
        command.SetAction(parsed =>
        {
            tool.OutputText.WriteLine(parsed.GetRequiredValue(shell) switch
            {
                "zsh" => Zsh,
                "fish" => Fish,
                _ => Bash,
            });
            return ExitCode.Success;
        });
        return command;
    }
}

using System.CommandLine;
using LogAppendSink.Cli.Checking;
using LogAppendSink.Cli.Connection;
using LogAppendSink.Cli.Terminal;
using Spectre.Console;

namespace LogAppendSink.Cli.Commands;

/// <summary>
/// <c>logappend check [OBJECT]</c>: checks credentials, endpoint and permissions, and prints the result and fix of each step.
/// </summary>
internal static class CheckCommand
{
    internal static Command Create(ToolEnvironment tool, ConnectionOptions connection)
    {
        var address = new Argument<ObjectAddress?>("object")
        {
            Description = "Key, or oss://bucket/key, to test with an empty append; creates an empty object if it is missing",
            Arity = ArgumentArity.ZeroOrOne,
            CustomParser = ObjectAddress.Parse,
        };
        var command = new ToolCommand("check", "Check credentials, endpoint and permissions step by step, "
            + "and print a fix for each problem.")
        {
            Examples =
            [
                ("logappend check", "checks everything except the permission to append"),
                ("logappend check logs/check.clef", "also tests with an empty append; a missing object is created"),
            ],
        };
        command.Arguments.Add(address);
        connection.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var target = parsed.GetValue(address);
            var options = await connection.ResolveAsync(parsed, target, cancellationToken).ConfigureAwait(false);
            OssAppendOptionsRules.ThrowIfBroken(options);
            tool.Out.MarkupLineInterpolated($"[grey]{options.Endpoint}, bucket {options.Bucket}[/]");

            var isFaulty = false;
            var check = new StoreCheck(tool, options, target is { Key.Length: > 0 } ? target.Key : null);
            await foreach (var step in check.RunAsync(cancellationToken).ConfigureAwait(false))
            {
                isFaulty |= step.Outcome == StepOutcome.Failed;
                Show(tool.Out, step);
            }

            return isFaulty ? ExitCode.Faulty : ExitCode.Success;
        });
        return command;
    }

    private static void Show(IAnsiConsole console, CheckStep step)
    {
        var (word, color) = step.Outcome switch
        {
            StepOutcome.Passed => ("ok", Color.Green),
            StepOutcome.Warned => ("note", Color.Yellow),
            StepOutcome.Failed => ("FAILED", Color.Red),
            _ => ("-", Color.Grey),
        };
        console.Write(new Grid()
            .AddColumn(new GridColumn().Width(6).NoWrap())
            .AddColumn(new GridColumn().Width(11).NoWrap())
            .AddColumn()
            .AddRow(new Text(word, new Style(color)), new Text(step.Name), new Text(ShownText.OfLines(step.Finding))));
    }
}

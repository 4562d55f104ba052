using System.CommandLine;
using System.CommandLine.Parsing;

namespace LogAppendSink.Cli.Commands;

/// <summary>Repeatable options of the form <c>name=value</c>.</summary>
internal static class PairArgument
{
    internal static Option<IReadOnlyList<KeyValuePair<string, string>>> Option(string name, string description, string example) => new(name)
    {
        Description = description,
        HelpName = example,
        Arity = ArgumentArity.OneOrMore,
        CustomParser = Parse,
        DefaultValueFactory = _ => [],
    };

    private static List<KeyValuePair<string, string>> Parse(ArgumentResult argument)
    {
        var pairs = new List<KeyValuePair<string, string>>();
        foreach (var token in argument.Tokens)
        {
            var at = token.Value.IndexOf('=', StringComparison.Ordinal);
            if (at <= 0)
                argument.AddError($"'{token.Value}' is invalid; write name=value.");
            else
                pairs.Add(new(token.Value[..at], token.Value[(at + 1)..]));
        }

        return pairs;
    }
}

using System.CommandLine;
using LogAppendSink.Cli.Connection;

namespace LogAppendSink.Cli.Commands;

/// <summary>The prefix argument of commands that read many objects.</summary>
internal static class PrefixArgument
{
    internal static Argument<ObjectAddress> Create() => new("prefix")
    {
        Description = "Prefix of the keys, or oss://bucket/prefix [the whole bucket]",
        Arity = ArgumentArity.ZeroOrOne,
        CustomParser = ObjectAddress.Parse,
        DefaultValueFactory = _ => new ObjectAddress(null, ""),
    };
}

using System.CommandLine;
using LogAppendSink.Cli.Connection;

namespace LogAppendSink.Cli.Commands;

/// <summary>The argument of commands that look at many objects.</summary>
internal static class PrefixArgument
{
    internal static Argument<ObjectAddress> Create() => new("prefix")
    {
        Description = "What the keys begin with, or oss://bucket/prefix [all of the bucket]",
        Arity = ArgumentArity.ZeroOrOne,
        CustomParser = ObjectAddress.Parse,
        DefaultValueFactory = _ => new ObjectAddress(null, ""),
    };
}

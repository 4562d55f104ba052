using System.CommandLine.Parsing;

namespace LogAppendSink.Cli.Connection;

/// <summary>An object, or a prefix of objects, as people name it: <c>oss://bucket/key</c>, or the key alone.</summary>
/// <param name="Bucket">The bucket; null where the settings say it.</param>
/// <param name="Key">The key or prefix, unencoded; empty for all of a bucket.</param>
internal sealed record ObjectAddress(string? Bucket, string Key)
{
    private const string Scheme = "oss://";

    /// <exception cref="FormatException">It has a scheme that is not ours, or no bucket behind it.</exception>
    internal static ObjectAddress Parse(string text)
    {
        if (!text.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            return text.Contains("://", StringComparison.Ordinal)
                ? throw new FormatException($"'{text}' is no address of an object; write oss://bucket/key, or the key alone.")
                : new ObjectAddress(null, text);
        }

        var rest = text[Scheme.Length..];
        var slash = rest.IndexOf('/', StringComparison.Ordinal);
        var bucket = slash < 0 ? rest : rest[..slash];
        return bucket.Length > 0
            ? new ObjectAddress(bucket, slash < 0 ? "" : rest[(slash + 1)..])
            : throw new FormatException($"'{text}' names no bucket; write oss://bucket/key, or the key alone.");
    }

    /// <summary>For arguments of commands: a fault becomes a message of the parser.</summary>
    internal static ObjectAddress? Parse(ArgumentResult argument) => Parse(argument, argument.Tokens[0].Value);

    /// <summary>As above, for one of several.</summary>
    internal static ObjectAddress? Parse(ArgumentResult argument, string text)
    {
        // The parser takes an option that it does not know for an argument.
        if (text.StartsWith('-'))
        {
            argument.AddError($"there is no option '{text}'.");
            return null;
        }

        try
        {
            return Parse(text);
        }
        catch (FormatException exception)
        {
            argument.AddError(exception.Message);
            return null;
        }
    }

    public override string ToString() => Bucket is null ? Key : $"{Scheme}{Bucket}/{Key}";
}

using System.CommandLine;
using System.CommandLine.Parsing;

namespace LogAppendSink.Cli.Connection;

/// <summary>The address of an object or prefix: <c>oss://bucket/key</c>, or the key alone.</summary>
/// <param name="Bucket">The bucket; null for the bucket of the settings.</param>
/// <param name="Key">The key or prefix, unencoded; empty for the whole bucket.</param>
internal sealed record ObjectAddress(string? Bucket, string Key)
{
    private const string Scheme = "oss://";

    /// <summary>Creates the argument of a command on one object.</summary>
    internal static Argument<ObjectAddress> NewArgument() =>
        new("object") { Description = "Key, or oss://bucket/key", CustomParser = Parse };

    /// <exception cref="FormatException">The scheme is not <c>oss</c>, the bucket is missing, or the key begins with a slash.</exception>
    internal static ObjectAddress Parse(string text)
    {
        var address = Split(text);
        if (!address.Key.StartsWith('/') && !address.Key.StartsWith('\\'))
            return address;

        // Reject the key here. Every other request would reject it too, but a listing would return nothing and no error.
        var suggested = address with { Key = address.Key.TrimStart('/', '\\') };
        var suggestion = suggested.Key.Length > 0 ? $"Did you mean '{suggested}'?" : "Leave it out.";
        throw new FormatException($"'{text}' is not a valid key: an object's key may not begin with '{address.Key[0]}'. {suggestion}");
    }

    /// <summary>Parses the argument of a command; errors are reported by the parser.</summary>
    internal static ObjectAddress? Parse(ArgumentResult argument) => Parse(argument, argument.Tokens[0].Value);

    /// <summary>Parses one of several addresses.</summary>
    internal static ObjectAddress? Parse(ArgumentResult argument, string text)
    {
        // The parser passes an unknown option as an argument.
        if (text.StartsWith('-'))
        {
            argument.AddError($"unknown option '{text}'.");
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

    private static ObjectAddress Split(string text)
    {
        if (!text.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            return text.Contains("://", StringComparison.Ordinal)
                ? throw new FormatException($"'{text}' is not the address of an object; write oss://bucket/key, or the key alone.")
                : new ObjectAddress(null, text);
        }

        var rest = text[Scheme.Length..];
        var slash = rest.IndexOf('/', StringComparison.Ordinal);
        var bucket = slash < 0 ? rest : rest[..slash];
        return bucket.Length > 0
            ? new ObjectAddress(bucket, slash < 0 ? "" : rest[(slash + 1)..])
            : throw new FormatException($"'{text}' names no bucket; write oss://bucket/key, or the key alone.");
    }

    public override string ToString() => Bucket is null ? Key : $"{Scheme}{Bucket}/{Key}";
}

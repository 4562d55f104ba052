using LogAppendSink.Emulator.Http;

namespace LogAppendSink.Emulator.Operations;

/// <summary>The rules for tags from a header or a document.</summary>
internal static class ObjectTags
{
    private const int CountLimit = 10;
    private const int KeyLimit = 128;
    private const int ValueLimit = 256;
    private const string Punctuation = " +-=._:/";

    /// <summary>Parses <c>x-oss-tagging: a=1&amp;b=2</c>, names and values URL-encoded.</summary>
    public static Dictionary<string, string> FromHeader(string? header)
    {
        var parameters = (header ?? "").Split('&', StringSplitOptions.RemoveEmptyEntries).Select(QueryParameter.Parse).ToList();

        return parameters.Exists(parameter => parameter.IsMalformed)
            ? throw Invalid($"{OssHeaders.Tagging} is not valid URL-encoded UTF-8.")
            : Checked(parameters.Select(parameter => KeyValuePair.Create(parameter.Name, parameter.Value)));
    }

    /// <exception cref="OssErrorException">400, naming the rule.</exception>
    public static Dictionary<string, string> Checked(IEnumerable<KeyValuePair<string, string>> given)
    {
        var tags = new Dictionary<string, string>(StringComparer.Ordinal);

        foreach (var (key, value) in given)
        {
            if (key.Length is 0 or > KeyLimit || value.Length > ValueLimit)
                throw Invalid($"A tag key must have 1 to {KeyLimit} characters, and a value at most {ValueLimit}.");

            if (!(key + value).All(c => char.IsLetterOrDigit(c) || Punctuation.Contains(c, StringComparison.Ordinal)))
                throw Invalid($"The tag '{key}' has invalid characters; use letters, digits, spaces and + - = . _ : /");

            if (!tags.TryAdd(key, value))
                throw Invalid($"The tag '{key}' occurs twice.");
        }

        return tags.Count <= CountLimit ? tags : throw Invalid($"An object has at most {CountLimit} tags.");
    }

    private static OssErrorException Invalid(string rule) => OssErrors.InvalidArgument(rule).ToException();
}

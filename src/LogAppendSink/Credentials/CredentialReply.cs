using System.Globalization;
using System.Text;
using System.Text.Json;

namespace LogAppendSink.Credentials;

/// <summary>What a place answered that was asked for credentials.</summary>
/// <param name="place">Host and port.</param>
/// <param name="status">The HTTP status.</param>
/// <param name="body">All of it.</param>
/// <param name="date">The place's own time.</param>
internal sealed class CredentialReply(string place, int status, byte[] body, DateTimeOffset? date)
{
    internal int Status { get; } = status;

    internal bool IsSuccess => Status is >= 200 and < 300;

    internal DateTimeOffset? Date { get; } = date;

    /// <summary>The body as one short line of visible characters; null when it is none.</summary>
    internal string? Word()
    {
        var text = Encoding.UTF8.GetString(body).Trim();
        return text.Length is > 0 and <= 4096 && text.All(c => c is > ' ' and <= '~') ? text : null;
    }

    /// <summary>The code of an error, where the response has one that can be repeated.</summary>
    internal string? Code() => TextOf("Code");

    internal string? RequestId() => TextOf("RequestId");

    /// <summary>The credentials in a JSON object.</summary>
    /// <param name="now">This machine's time: the expiry is told in it, however far the two clocks are apart.</param>
    /// <param name="parent">The member that holds them; null when the answer itself does.</param>
    /// <exception cref="CredentialsUnavailableException">There are none in it.</exception>
    internal OssCredentials Credentials(DateTimeOffset now, string? parent = null)
    {
        if (!IsSuccess)
            throw new CredentialsUnavailableException(Code() is { } code ? $"{place} answered {Status} {code}" : $"{place} answered {Status}");

        try
        {
            using var json = JsonDocument.Parse(body);
            var root = json.RootElement;
            if (Member(root, "Code") is { } state && !state.Equals("Success", StringComparison.OrdinalIgnoreCase))
                throw new CredentialsUnavailableException($"{place} answered with Code '{Repeatable(state) ?? "?"}' in place of 'Success'");
            if (parent is not null && (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty(parent, out root)))
                throw Missing(parent);

            var id = Member(root, "AccessKeyId") ?? throw Missing("AccessKeyId");
            var secret = Member(root, "AccessKeySecret") ?? throw Missing("AccessKeySecret");
            var token = Member(root, "SecurityToken");
            if (OssCredentials.Fault(id, secret, token) is { } fault)
                throw new CredentialsUnavailableException($"in the response from {place}, {fault}");
            return new OssCredentials(id, secret, token, ExpiryIn(root, now));
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // The second: a string that is no valid UTF-8. Without the exception: its words may be a piece of the answer.
            throw new CredentialsUnavailableException($"the response from {place} is not JSON");
        }
    }

    private DateTimeOffset? ExpiryIn(JsonElement root, DateTimeOffset now)
    {
        if (Member(root, "Expiration") is not { } text)
            return null;
        if (!DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var expiry))
            throw new CredentialsUnavailableException($"the Expiration in the response from {place} is not a time");
        return Date is { } theirs ? now + (expiry - theirs) : expiry;
    }

    private string? TextOf(string name)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            return Member(json.RootElement, name) is { } text ? Repeatable(text) : null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private CredentialsUnavailableException Missing(string name) => new($"the response from {place} has no {name}");

    private static string? Member(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) ? Text(value) : null;

    private static string? Text(JsonElement value) =>
        value.ValueKind == JsonValueKind.String && value.GetString() is { } text && !string.IsNullOrWhiteSpace(text) ? text : null;

    /// <summary>Codes and ids are short words; anything else might be a secret that stands in the wrong place.</summary>
    private static string? Repeatable(string text) =>
        text.Length <= 64 && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_') ? text : null;
}

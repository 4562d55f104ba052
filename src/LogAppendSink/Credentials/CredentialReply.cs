using System.Globalization;
using System.Text;
using System.Text.Json;

namespace LogAppendSink.Credentials;

/// <summary>The response to a request for credentials.</summary>
/// <param name="place">The host and port.</param>
/// <param name="status">The HTTP status.</param>
/// <param name="body">The whole body.</param>
/// <param name="date">The server's time.</param>
internal sealed class CredentialReply(string place, int status, byte[] body, DateTimeOffset? date)
{
    internal int Status { get; } = status;

    internal bool IsSuccess => Status is >= 200 and < 300;

    internal DateTimeOffset? Date { get; } = date;

    /// <summary>Returns the body as one short line of visible characters; null if it is anything else.</summary>
    internal string? Word()
    {
        var text = Encoding.UTF8.GetString(body).Trim();
        return text.Length is > 0 and <= 4096 && text.All(c => c is > ' ' and <= '~') ? text : null;
    }

    /// <summary>Returns the error code, if the response has one that is safe to show.</summary>
    internal string? Code() => TextOf("Code");

    internal string? RequestId() => TextOf("RequestId");

    /// <summary>Reads the credentials from a JSON object.</summary>
    /// <param name="now">This machine's time. The expiry is converted to it, so that a clock difference does not matter.</param>
    /// <param name="parent">The member that contains the credentials; null if they are at the top level.</param>
    /// <exception cref="CredentialsUnavailableException">The response has no valid credentials.</exception>
    internal OssCredentials Credentials(DateTimeOffset now, string? parent = null)
    {
        if (!IsSuccess)
            throw new CredentialsUnavailableException(
                Code() is { } code ? $"{place} responded {Status} {code}" : $"{place} responded {Status}");

        try
        {
            using var json = JsonDocument.Parse(body);
            var root = json.RootElement;
            if (Member(root, "Code") is { } state && !state.Equals("Success", StringComparison.OrdinalIgnoreCase))
                throw new CredentialsUnavailableException($"{place} responded with Code '{Repeatable(state) ?? "?"}' instead of 'Success'");
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
            // InvalidOperationException: a string that is not valid UTF-8. The exception is left out: its message may quote the response.
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

    /// <summary>Returns a short word such as a code or id; null for any other text, which might be a misplaced secret.</summary>
    private static string? Repeatable(string text) =>
        text.Length <= 64 && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_') ? text : null;
}

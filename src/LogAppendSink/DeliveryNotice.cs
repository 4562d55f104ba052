namespace LogAppendSink;

/// <summary>
/// Something an operator should know about delivery. It never holds log content or a secret.
/// </summary>
/// <param name="Kind">What happened.</param>
/// <param name="Message">The same in words, with the object, the store's code and request id, and what to check.</param>
public sealed record DeliveryNotice(DeliveryNoticeKind Kind, string Message)
{
    /// <summary>When it happened.</summary>
    public DateTimeOffset Timestamp { get; init; }

    /// <summary>The object it happened to; null where none is concerned.</summary>
    public string? ObjectKey { get; init; }

    /// <summary>The store's own error code, e.g. <c>AccessDenied</c>; null where the store said none.</summary>
    public string? ErrorCode { get; init; }

    /// <summary>The store's id of the request, which its support asks for; null where the store said none.</summary>
    public string? RequestId { get; init; }

    /// <summary>The HTTP status; null where no answer came.</summary>
    public int? HttpStatus { get; init; }

    /// <summary>How many events it concerns; 0 where it concerns none.</summary>
    public long EventCount { get; init; }

    /// <summary>Why events were dropped; null where none were.</summary>
    public DropReason? Reason { get; init; }

    /// <summary>The exception behind it; null where there is none.</summary>
    public Exception? Exception { get; init; }

    /// <summary>The notice that a front end gives of a name in its configuration that is no setting, with the nearest that is one.</summary>
    /// <param name="name">What stands in the configuration; its value is not told.</param>
    /// <param name="settings">The names that are settings there.</param>
    /// <param name="timestamp"><see cref="Timestamp"/>.</param>
    public static DeliveryNotice ForUnknownSetting(string name, IEnumerable<string> settings, DateTimeOffset timestamp)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(settings);
        return new DeliveryNotice(DeliveryNoticeKind.UnknownSetting, UnknownSetting.Message(name, settings)) { Timestamp = timestamp };
    }
}

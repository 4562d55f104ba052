namespace LogAppendSink;

/// <summary>
/// An operational notice about delivery. It never contains log content or a secret.
/// </summary>
/// <param name="Kind">What happened.</param>
/// <param name="Message">The notice as text: what happened, the store's error code and request id, and the fix.</param>
public sealed record DeliveryNotice(DeliveryNoticeKind Kind, string Message)
{
    /// <summary>The time of the notice.</summary>
    public DateTimeOffset Timestamp { get; init; }

    /// <summary>The key of the affected object; null if none.</summary>
    public string? ObjectKey { get; init; }

    /// <summary>The store's error code, for example <c>AccessDenied</c>; null if the response had none.</summary>
    public string? ErrorCode { get; init; }

    /// <summary>The store's request id, for its support; null if the response had none.</summary>
    public string? RequestId { get; init; }

    /// <summary>The HTTP status; null if there was no response.</summary>
    public int? HttpStatus { get; init; }

    /// <summary>The number of affected events; 0 if none.</summary>
    public long EventCount { get; init; }

    /// <summary>The reason why events were dropped; null if none were.</summary>
    public DropReason? Reason { get; init; }

    /// <summary>The exception that caused it; null if none.</summary>
    public Exception? Exception { get; init; }

    /// <summary>Creates the notice for an unknown setting, with the most similar known one.</summary>
    /// <param name="name">The unknown name. Its value is not reported, because it may be a secret.</param>
    /// <param name="settings">The known names.</param>
    /// <param name="timestamp"><see cref="Timestamp"/>.</param>
    public static DeliveryNotice ForUnknownSetting(string name, IEnumerable<string> settings, DateTimeOffset timestamp)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(settings);
        return new DeliveryNotice(DeliveryNoticeKind.UnknownSetting, UnknownSetting.Message(name, settings)) { Timestamp = timestamp };
    }
}

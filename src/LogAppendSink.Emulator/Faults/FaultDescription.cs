using System.Text;

namespace LogAppendSink.Emulator.Faults;

/// <summary>A fault in JSON: its name and parameters.</summary>
internal sealed record FaultDescription
{
    /// <summary>The name of the member of <see cref="Fault"/>.</summary>
    public string Name { get; init; } = "";

    /// <summary>The status, for <c>Status</c>, <c>AppliedThenStatus</c>, <c>UnreadableXml</c> and <c>Redirect</c>.</summary>
    public int? Status { get; init; }

    /// <summary>The error code, for <c>Status</c> and <c>AppliedThenStatus</c>.</summary>
    public string? Code { get; init; }

    /// <summary>For <c>Status</c>.</summary>
    public double? RetryAfterSeconds { get; init; }

    /// <summary>For <c>Status</c>.</summary>
    public double? QosDelayMilliseconds { get; init; }

    /// <summary>
    /// The delay, for <c>GhostAfter</c>, <c>DelayBeforeApply</c>, <c>DelayAfterApply</c> and, as the server's offset,
    /// <c>RequestTimeTooSkewed</c>.
    /// </summary>
    public double Seconds { get; init; }

    /// <summary>For <c>CutWithinBody</c>.</summary>
    public long? AfterBytes { get; init; }

    /// <summary>The content, for <c>ForeignAppendBefore</c> and <c>ReplacedByNormalBefore</c>; stored as UTF-8.</summary>
    public string Text { get; init; } = "";

    /// <summary>The correct endpoint, for <c>WrongRegion</c>.</summary>
    public string? Endpoint { get; init; }

    /// <summary>The location, for <c>Redirect</c>.</summary>
    public Uri? Location { get; init; }

    /// <summary>Another fault on the same request.</summary>
    public FaultDescription? And { get; init; }

    public Fault ToFault() => And is null ? Single() : Single().And(And.ToFault());

    private Fault Single() => Name switch
    {
        nameof(Fault.CutBeforeBody) => Fault.CutBeforeBody,
        nameof(Fault.CutWithinBody) => Fault.CutWithinBody(AfterBytes ?? 1),
        nameof(Fault.AppliedThenCut) => Fault.AppliedThenCut,
        nameof(Fault.AppliedThenStatus) => Fault.AppliedThenStatus(Status ?? 500, Code ?? "InternalError"),
        nameof(Fault.Ghost) => Fault.Ghost,
        nameof(Fault.GhostAfter) => Fault.GhostAfter(TimeSpan.FromSeconds(Seconds)),
        nameof(Fault.HangBeforeApply) => Fault.HangBeforeApply,
        nameof(Fault.HangAfterApply) => Fault.HangAfterApply,
        nameof(Fault.DelayBeforeApply) => Fault.DelayBeforeApply(TimeSpan.FromSeconds(Seconds)),
        nameof(Fault.DelayAfterApply) => Fault.DelayAfterApply(TimeSpan.FromSeconds(Seconds)),
        nameof(Fault.NotHttp) => Fault.NotHttp,
        nameof(Fault.Status) => Fault.Status(
            Status ?? 503,
            Code ?? "ServiceUnavailable",
            message: null,
            Optional(RetryAfterSeconds, TimeSpan.FromSeconds),
            Optional(QosDelayMilliseconds, TimeSpan.FromMilliseconds)),
        nameof(Fault.AccessDenied) => Fault.AccessDenied,
        nameof(Fault.SecurityTokenExpired) => Fault.SecurityTokenExpired,
        nameof(Fault.RequestTimeTooSkewed) => Fault.RequestTimeTooSkewed(TimeSpan.FromSeconds(Seconds)),
        nameof(Fault.InvalidSigningDate) => Fault.InvalidSigningDate,
        nameof(Fault.NoSuchBucket) => Fault.NoSuchBucket,
        nameof(Fault.WrongRegion) => Fault.WrongRegion(Endpoint ?? throw Missing(nameof(Endpoint))),
        nameof(Fault.Redirect) => Fault.Redirect(Status ?? 307, Location ?? throw Missing(nameof(Location))),
        nameof(Fault.UnreadableXml) => Fault.UnreadableXml(Status ?? 503),
        nameof(Fault.WrongCrc) => Fault.WrongCrc,
        nameof(Fault.WrongNextPosition) => Fault.WrongNextPosition,
        nameof(Fault.MissingCrc) => Fault.MissingCrc,
        nameof(Fault.MissingNextPosition) => Fault.MissingNextPosition,
        nameof(Fault.GarbageHeaders) => Fault.GarbageHeaders,
        nameof(Fault.MissingErrorDocument) => Fault.MissingErrorDocument,
        nameof(Fault.MissingNextPage) => Fault.MissingNextPage,
        nameof(Fault.ForeignAppendBefore) => Fault.ForeignAppendBefore(Encoding.UTF8.GetBytes(Text)),
        nameof(Fault.DeletedBefore) => Fault.DeletedBefore,
        nameof(Fault.ReplacedByNormalBefore) => Fault.ReplacedByNormalBefore(Encoding.UTF8.GetBytes(Text)),
        nameof(Fault.ReplacedByOtherAppendBefore) => Fault.ReplacedByOtherAppendBefore,
        nameof(Fault.SealedBefore) => Fault.SealedBefore,
        nameof(Fault.ImmutableBefore) => Fault.ImmutableBefore,
        _ => throw new ArgumentException($"Unknown fault '{Name}'. The README lists all faults."),
    };

    private static TimeSpan? Optional(double? value, Func<double, TimeSpan> unit) => value is null ? null : unit(value.Value);

    private ArgumentException Missing(string setting) => new($"'{Name}' needs '{setting}'.");
}

using System.Globalization;
using LogAppendSink.Buffering;

namespace LogAppendSink.Delivery;

/// <summary>
/// Reports losses in runs: the first loss of a run at once, and the sum when the run ends, then in the log itself too.
/// </summary>
internal sealed class DropReporter(
    NoticePublisher notices, LossRecorder? losses, string limitSetting = nameof(OssAppendOptions.QueueLimitBytes))
{
    private static readonly DropReason[] Reasons = Enum.GetValues<DropReason>();

    private readonly long[] _reportedByReason = new long[Reasons.Length];
    private readonly long[] _seenByReason = new long[Reasons.Length];
    private readonly bool[] _isInRow = new bool[Reasons.Length];

    /// <param name="account">The account now.</param>
    /// <param name="hasDelivered">Whether delivery works. Then a run ends if there was no new loss since the last call.</param>
    internal void Report(AccountSnapshot account, bool hasDelivered) => Report(account, hasDelivered, losses);

    /// <summary>Ends all runs and reports each with its sum; not in the log, which has ended.</summary>
    internal void Finish(AccountSnapshot account)
    {
        Report(account, hasDelivered: false, log: null);
        Report(account, hasDelivered: true, log: null);
    }

    private void Report(AccountSnapshot account, bool hasDelivered, LossRecorder? log)
    {
        foreach (var reason in Reasons)
        {
            var dropped = account.DroppedByReason[(int)reason];
            var isGrowing = dropped > _seenByReason[(int)reason];
            _seenByReason[(int)reason] = dropped;

            if (isGrowing && !_isInRow[(int)reason])
            {
                _isInRow[(int)reason] = true;
                Publish(reason, dropped - _reportedByReason[(int)reason], "Events are being dropped: {0} so far, because {1}.");
            }
            else if (!isGrowing && _isInRow[(int)reason] && hasDelivered)
            {
                _isInRow[(int)reason] = false;
                Publish(reason, dropped - _reportedByReason[(int)reason], "Events are no longer being dropped; {0} were, because {1}.");
                log?.Record(dropped - _reportedByReason[(int)reason], reason);
                _reportedByReason[(int)reason] = dropped;
            }
        }
    }

    private void Publish(DropReason reason, long count, string format)
    {
        var message = string.Format(CultureInfo.InvariantCulture, format, count, Why(reason));
        notices.Publish(new DeliveryNotice(DeliveryNoticeKind.EventsDropped, message) { EventCount = count, Reason = reason });
    }

    private string Why(DropReason reason) => reason switch
    {
        DropReason.QueueFull => $"the buffer is full ({limitSetting})",
        DropReason.RecordTooLarge => "they are larger than EventBodyLimitBytes",
        DropReason.RetryTimeLimit => "they could not be stored within RetryTimeLimit",
        DropReason.Shutdown => "ShutdownTimeout expired",
        DropReason.Closed => "they were logged after the pipeline was disposed",
        DropReason.SpoolDamaged => "the spool was damaged where they were",
        DropReason.SpoolUnavailable => "the spool cannot take them: its disk is full, read-only or gone",
        _ => "the pipeline has failed",
    };
}

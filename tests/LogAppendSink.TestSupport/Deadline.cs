using System.Globalization;

namespace LogAppendSink.TestSupport;

/// <summary>Limits a wait, so that a hanging test fails and names what it waited for.</summary>
public static class Deadline
{
    /// <summary>
    /// The limit, two minutes: far more than a passing test needs, even on a loaded machine. <c>LOGAPPENDSINK_DEADLINE_SECONDS</c>
    /// overrides it, for runs in which tests are expected to hang.
    /// </summary>
    public static readonly TimeSpan Default = TimeSpan.FromSeconds(
        int.TryParse(Environment.GetEnvironmentVariable("LOGAPPENDSINK_DEADLINE_SECONDS"), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) ? seconds : 120);

    public static async Task<T> WithDeadline<T>(this Task<T> task, string what)
    {
        try
        {
            return await task.WaitAsync(Default, TimeProvider.System);
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"Waited {Default} for {what}.", e);
        }
    }

    public static async Task WithDeadline(this Task task, string what)
    {
        try
        {
            await task.WaitAsync(Default, TimeProvider.System);
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"Waited {Default} for {what}.", e);
        }
    }
}

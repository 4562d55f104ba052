using System.Globalization;

namespace LogAppendSink.TestSupport;

/// <summary>Bounds a wait, so that a test that would hang fails instead and says what it was waiting for.</summary>
public static class Deadline
{
    /// <summary>
    /// Far above anything a passing test needs, even on a loaded machine: two minutes. <c>LOGAPPENDSINK_DEADLINE_SECONDS</c> sets another, for
    /// runs that expect tests to hang.
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

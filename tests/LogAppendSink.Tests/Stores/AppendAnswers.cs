using LogAppendSink.Stores;

namespace LogAppendSink.Tests.Stores;

/// <summary>What tests ask of the answers to appends, whatever the store.</summary>
internal static class AppendAnswers
{
    /// <summary>The error of an answer that is none of success.</summary>
    internal static StoreError ErrorOf(AppendAnswer answer) => answer switch
    {
        AppendAnswer.Conflict conflict => conflict.Error,
        AppendAnswer.Occupied occupied => occupied.Error,
        AppendAnswer.NotAppendable notAppendable => notAppendable.Error,
        AppendAnswer.Refused refused => refused.Error,
        AppendAnswer.Unanswered unanswered => unanswered.Error,
        _ => throw new InvalidOperationException($"No error: {answer}."),
    };
}

using LogAppendSink.Stores;
using Xunit;

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

    /// <summary>What is certain of an append after an answer, and what kind of trouble that is.</summary>
    /// <param name="answer">What the store made of it.</param>
    /// <param name="expected">The name of the answer's type.</param>
    /// <param name="kind">The name of the error's kind.</param>
    /// <param name="status">The HTTP status that was answered.</param>
    /// <param name="code">The code that was answered; null for none.</param>
    internal static StoreError AssertSorted(AppendAnswer answer, string expected, string kind, int status, string? code)
    {
        var error = ErrorOf(answer);
        Assert.Equal((expected, kind), (answer.GetType().Name, error.Kind.ToString()));
        Assert.Equal((status, code), (error.HttpStatus, error.Code));
        return error;
    }
}

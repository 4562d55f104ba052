using System.Globalization;
using System.Runtime.CompilerServices;

namespace LogAppendSink.Extensions.Logging.Encoding;

/// <summary>What is read of an event's state, by the one who knows its type.</summary>
internal static class EntryReading
{
    /// <summary>Reads what the encoder asks for. What the application's own code throws costs the part that it was asked for.</summary>
    internal static void Read<TState>(this EntryProperties properties, IEntryEncoder encoder, TState state, Exception? exception, Func<TState, Exception?, string>? formatter)
    {
        if (encoder.WritesMessage)
        {
            properties.Message = MessageOf(properties, state, exception, formatter);
            return;
        }

        EntryState<TState>.Read?.Invoke(state, properties);
        if (properties.Template is null)
            AddMessage(properties, state, formatter);
    }

    /// <summary>The template of an event that is left out; empty where the state has none.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static string TemplateOf<TState>(TState state)
    {
        try
        {
            using var properties = EntryProperties.Rent(limitBytes: 1);
            EntryState<TState>.Read?.Invoke(state, properties);
            return properties.Template ?? "";
        }
#pragma warning disable CA1031 // The state is the application's, and may be what failed.
        catch (Exception)
#pragma warning restore CA1031
        {
            return "";
        }
    }

    /// <summary>
    /// The event in words, in the invariant culture: the framework formats most values by that one, but writes keys, for instance, by the thread's.
    /// </summary>
    private static string? MessageOf<TState>(EntryProperties properties, TState state, Exception? exception, Func<TState, Exception?, string>? formatter)
    {
        var culture = CultureInfo.CurrentCulture;
        var isForeign = !ReferenceEquals(culture, CultureInfo.InvariantCulture);
        try
        {
            if (isForeign)
                CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
            return formatter is not null ? formatter(state, exception) : state?.ToString();
        }
#pragma warning disable CA1031 // The application's code; the template says most of what its message would have said.
        catch (Exception error)
#pragma warning restore CA1031
        {
            EntryState<TState>.Read?.Invoke(state, properties);
            return $"{properties.Template}{(properties.Template is null ? "" : " ")}(the message formatter threw {error.GetType()})";
        }
        finally
        {
            if (isForeign)
                CultureInfo.CurrentCulture = culture;
        }
    }

    /// <summary>An event without a template gets one that shows its message, under the name of its state's type where it has a name.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void AddMessage<TState>(EntryProperties properties, TState state, Func<TState, Exception?, string>? formatter)
    {
        object? message = formatter is not null ? MessageOf(properties, state, exception: null, formatter) : state;
        var name = state switch
        {
            null => "Message",
            IEnumerable<KeyValuePair<string, object?>> when !state.GetType().IsGenericType => state.GetType().Name,
            _ => "State",
        };
        properties.Add(new KeyValuePair<string, object?>(name, message));
        properties.Template = $"{{{name}:l}}";
    }
}

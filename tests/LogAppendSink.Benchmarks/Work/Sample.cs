using System.Runtime.CompilerServices;

namespace LogAppendSink.Benchmarks.Work;

/// <summary>What the events of the mix are made of; made beforehand, so that a run measures logging.</summary>
internal static class Sample
{
    internal const int Kinds = 10;

    internal static readonly string[] Paths = ["/", "/orders", "/orders/17/items", "/checkout/confirm", "/health/ready"];
    internal static readonly string[] Users = ["müller", "佐藤 花子", "o'brien", "Zoë Ångström", "иванов"];
    internal static readonly string[] Agents = ["Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36", "curl/8.5.0", "okhttp/4.12.0"];
    internal static readonly string[] Keys = ["price:eu-central:4711", "session:\"a\\b\"", "basket:00000017"];
    internal static readonly Customer[] Customers = [.. Users.Select((name, index) => new Customer(index, name, new Address("Straße des 17. Juni 135", "10623", "Berlin")))];
    internal static readonly Guid[] Ids = [.. Enumerable.Range(0, 16).Select(_ => Guid.NewGuid())];

    /// <summary>Thrown, through some calls, as those of services are.</summary>
    internal static readonly Exception[] Errors = [.. Enumerable.Range(0, 16).Select(Thrown)];

    internal static T At<T>(T[] items, int number) => items[number % items.Length];

    private static Exception Thrown(int number)
    {
        try
        {
            Descend(number, 3 + (number % 4));
        }
        catch (InvalidOperationException exception)
        {
            return exception;
        }

        throw new NotSupportedException("Nothing was thrown.");
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Descend(int number, int depth)
    {
        if (depth > 0)
        {
            Descend(number, depth - 1);
            return;
        }

        try
        {
            _ = Ids.First(id => throw new TimeoutException($"The gateway gave no answer for payment {number} within 00:00:30."));
        }
        catch (TimeoutException exception) when (number % 2 == 0)
        {
            throw new InvalidOperationException($"Payment {number} cannot be taken.", exception);
        }
        catch (TimeoutException)
        {
            throw new InvalidOperationException($"Payment {number} cannot be taken.");
        }
    }

    /// <summary>A nested object of an event.</summary>
    internal sealed record Customer(int Number, string Name, Address Address);

    /// <summary>What is nested in it.</summary>
    internal sealed record Address(string Street, string Code, string City);
}

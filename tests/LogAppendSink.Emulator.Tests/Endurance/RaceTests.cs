using System.Globalization;
using System.Text;
using LogAppendSink.Emulator.Tests.Wire;

namespace LogAppendSink.Emulator.Tests.Endurance;

public sealed class RaceTests
{
    private const int ClientCount = 32;
    private const string Key = "race.log";

    [Fact]
    public async Task Exactly_one_of_concurrent_appends_at_one_position_succeeds()
    {
        var rounds = Exhaustive.Or(few: 50, all: 2_000);
        await using var emulator = await OssEmulator.StartAsync();
        var clients = Enumerable.Range(0, ClientCount).Select(_ => new OssClient(emulator)).ToList();
        var stored = new StringBuilder();

        for (var round = 0; round < rounds; round++)
        {
            // Different lengths, so that a position after the wrong append is detected.
            var lines = Enumerable.Range(0, ClientCount).Select(i => $"round {round} client {i}{new string('.', i)}\n").ToList();
            var position = stored.Length;

            var answers = await Task.WhenAll(clients.Select((client, i) => Task.Run(() => client.Append(Key, position, lines[i]))));

            var winner = Assert.Single(Enumerable.Range(0, ClientCount), i => answers[i].Status == 200);
            stored.Append(lines[winner]);
            var next = stored.Length.ToString(CultureInfo.InvariantCulture);
            Assert.All(answers, answer => Assert.Equal(next, answer["x-oss-next-append-position"]));
            Assert.Equal(ClientCount - 1, answers.Count(answer => answer is { Status: 409, Code: "PositionNotEqualToLength" }));
        }

        Assert.Equal(stored.ToString(), Encoding.UTF8.GetString(emulator.ReadObject("logs", Key)));
        clients.ForEach(client => client.Dispose());
    }
}

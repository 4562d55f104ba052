using System.Text;
using LogAppendSink.Reading;
using LogAppendSink.Reading.Filtering;
using Xunit;

namespace LogAppendSink.Tests.Reading.Filtering;

public class FilterParserTests
{
    private static readonly LogEvent Event = Parse(
        """{"@t":"2026-03-01T07:00:00Z","@mt":"{RequestPath} took {Elapsed}","@l":"Warning","@x":"Boom","Elapsed":120.5,"RequestPath":"/api/orders","Order":{"Id":7,"Lines":[1,2]},"IsSlow":true,"Nothing":null,"Code":"200","it's":1,"Half":"\ud800","OrderId":9007199254740993,"Big":18446744073709551615,"Price":1.10,"service.name":"shop","service":{"name":"nested","version":"1.0"},"X-Request-Id":"r1","a b":{"c d":2,"e.f":3},"In":4,"@odd":5,"Flat":{"x":1},"Flat.x":2}""");

    [Theory]
    [InlineData("Elapsed > 100 and RequestPath like '/api%'", true)] // the README's
    [InlineData("Elapsed > 100 and RequestPath like \"/web%\"", false)]
    [InlineData("Elapsed = 120.5", true)]
    [InlineData("Elapsed == 1.205e2", true)]
    [InlineData("Elapsed <> 120.5", false)]
    [InlineData("Elapsed >= 120.5 and Elapsed <= 120.5", true)]
    [InlineData("Elapsed < -1", false)]
    [InlineData("RequestPath = '/api/orders'", true)]
    [InlineData("RequestPath = '/API/orders'", false)] // equal is equal to the letter
    [InlineData("RequestPath like '/API/_rders'", true)] // like is not
    [InlineData("RequestPath not like '/api%'", false)]
    [InlineData("Order.Id = 7", true)]
    [InlineData("Order.Id.Deeper = 7", false)]
    [InlineData("Order.Lines = '[1,2]'", true)]
    [InlineData("IsSlow", true)]
    [InlineData("not IsSlow", false)]
    [InlineData("IsSlow = true", true)]
    [InlineData("Code > 199", true)] // a text that is a number
    [InlineData("Elapsed > 'much'", false)] // neither less nor greater
    [InlineData("Nothing is null and Absent is null", true)]
    [InlineData("Elapsed is not null", true)]
    [InlineData("Absent = 1 or Absent != 1", true)]
    [InlineData("Absent < 1 or Absent >= 1", false)]
    [InlineData("@l >= 'Warning' and @l < 'Error'", true)]
    [InlineData("'warn' = @l", true)]
    [InlineData("@t > '2026-02-28' and @t < '2026-03-01T07:00:01Z'", true)]
    [InlineData("@m = '/api/orders took 120.5'", true)]
    [InlineData("@x like '%oom' AND @mt LIKE '%took%'", true)]
    [InlineData("Elapsed in (1, 120.5) and RequestPath not in ('/a', '/b')", true)]
    [InlineData("Half is not null and Half.A is null", true)] // a string that is no valid text
    [InlineData("false or false and true", false)]
    [InlineData("true or false and false", true)] // 'and' binds tighter
    [InlineData("(true or false) and false", false)]
    [InlineData("not false and true", true)]
    [InlineData("RequestPath like '%''%'", false)] // a quote, written twice
    [InlineData("OrderId = 9007199254740993", true)]
    [InlineData("OrderId = 9007199254740992", false)] // the same double
    [InlineData("OrderId in (9007199254740992, 9007199254740994)", false)]
    [InlineData("OrderId > 9007199254740992 and OrderId < 9007199254740994", true)]
    [InlineData("OrderId = '9007199254740993' and OrderId != '9007199254740992'", true)]
    [InlineData("Big > 18446744073709551614", true)]
    [InlineData("Price = 1.1 and Price like '1.10'", true)]
    [InlineData("service.name = 'shop'", true)] // the flat name first
    [InlineData("service.version = '1.0'", true)] // then the member
    [InlineData("@p['service']['name'] = 'nested'", true)]
    [InlineData("@p['service.name'] = 'shop'", true)]
    [InlineData("Flat.x = 2 and Flat['x'] = 1", true)]
    [InlineData("X-Request-Id = 'r1'", true)]
    [InlineData("@p['X-Request-Id'] = 'r1'", true)]
    [InlineData("@p['a b']['c d'] = 2 and @p[\"a b\"].e.f = 3", true)]
    [InlineData("@p['In'] = 4 and @p['@odd'] = 5 and @p['it''s'] = 1", true)]
    [InlineData("service.name.first is null and service.versions is null", true)]
    [InlineData("Order['Id'] = 7", true)]
    [InlineData("@l = 'warn' and @l like 'warn%'", true)]
    [InlineData("@l = 'unheard of'", false)]
    [InlineData("@t > '2026-03-01T14:59:59+0800' and @t < '2026-03-01 07:00:01'", true)]
    public void Condition_is_evaluated_for_an_event(string filter, bool isTrue) =>
        Assert.Equal(isTrue, FilterParser.Parse(filter).IsTrueFor(Event));

    [Theory]
    [InlineData("", "character 1: expected a name, a number or a text, not the end")]
    [InlineData("Elapsed >", "character 10: expected a name, a number or a text, not the end")]
    [InlineData("Elapsed > 100 Path", "character 15: 'Path' is unexpected; expected 'and', 'or' or the end")]
    [InlineData("(Elapsed > 1", "character 13: expected ')', not the end")]
    [InlineData("Path like /api", "character 11: '/' is unexpected here; put texts in quotes")]
    [InlineData("Path like api", "character 11: expected a text in quotes, not 'api'")]
    [InlineData("Path = 'open", "character 8: this text has no closing '")]
    [InlineData("@y = 1", "character 1: '@y' is not a field; the fields are @t, @l, @m, @mt, @x, @i, @tr and @sp")]
    [InlineData("Elapsed = 1x", "character 11: '1x' is not a number")]
    [InlineData("Elapsed is 5", "character 12: expected 'null', not '5'")]
    [InlineData("Elapsed in 5", "character 12: expected '(', not '5'")]
    [InlineData("@p = 1", "character 4: expected ['name'], not '='")]
    [InlineData("@p[Name] = 1", "character 4: expected a name in quotes, not 'Name'")]
    [InlineData("@p['Name' = 1", "character 11: expected ']', not '='")]
    public void Invalid_filter_is_reported_with_its_position(string filter, string message) =>
        Assert.Equal(message, Assert.Throws<FilterSyntaxException>(() => FilterParser.Parse(filter)).Message);

    [Fact]
    public void Level_with_an_unknown_name_is_equal_to_that_name_alone()
    {
        var logEvent = Parse("""{"@t":"2026-03-01T07:00:00Z","@l":"failure"}""");

        Assert.True(FilterParser.Parse("@l = 'Failure' and @l like 'fail%' and @l != 'success'").IsTrueFor(logEvent));
    }

    [Fact]
    public void Names_with_too_many_parts_are_refused() =>
        Assert.Throws<FilterSyntaxException>(() => FilterParser.Parse(string.Join('.', Enumerable.Repeat("a", 100)) + " = 1"));

    [Fact]
    public void Deeply_nested_brackets_are_refused_before_a_stack_overflow() =>
        Assert.Throws<FilterSyntaxException>(() => FilterParser.Parse(new string('(', 100_000)));

    private static LogEvent Parse(string record)
    {
        Assert.True(LogEvent.TryParse(Encoding.UTF8.GetBytes(record), out var logEvent));
        return logEvent;
    }
}

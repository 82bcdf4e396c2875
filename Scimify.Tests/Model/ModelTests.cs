using System.Collections.Immutable;
using System.Globalization;
using Scimify.Core.Looker;
using Scimify.Core.Persistence;

namespace Scimify.Tests.Model;

/// <summary>
/// Random histories against the product and against a small model of what it promises: nobody whom SCIM wants out stays in, nothing
/// acknowledged is lost, what an answer says is true, and in the end Looker is as SCIM wants it, except for refusals that are visible.
/// </summary>
/// <remarks><c>SCIMIFY_MODEL_HISTORIES</c>: how many; <c>SCIMIFY_MODEL_SEED</c>: the first seed.</remarks>
public sealed class ModelTests(ITestOutputHelper output)
{
    private const int OnSqlite = 10_000;
    private const int OnPostgres = 20;
    private const int MostShown = 5;

    private static readonly int? Asked = Number("SCIMIFY_MODEL_HISTORIES");

    [Theory]
    [InlineData(DatabaseProvider.Sqlite, OnSqlite)]
    [InlineData(DatabaseProvider.Postgres, OnPostgres)]
    public async Task Whatever_happens_product_and_model_agree(DatabaseProvider provider, int histories)
    {
        var first = Number("SCIMIFY_MODEL_SEED") ?? 1;
        var disagreements = new List<string>();
        await using var product = await ProductWorld.CreateAsync(provider);
        for (var seed = first; seed < first + (Asked ?? histories) && disagreements.Count < MostShown; seed++)
        {
            var history = HistoryMaker.Make(seed);
            if (await FailsAsync(product, history) is { } words)
            {
                var (shortest, why) = await Shrinker.ShrinkAsync(history, words, shorter => FailsAsync(product, shorter));
                disagreements.Add($"{why}\n{shortest}");
            }
        }

        Assert.True(disagreements.Count == 0, string.Join("\n\n", disagreements));
        output.WriteLine($"{Asked ?? histories} histories, {product.Wire.Calls} calls to Looker.");
    }

    [Fact]
    public async Task What_once_went_wrong_goes_well()
    {
        await using var product = await ProductWorld.CreateAsync(DatabaseProvider.Sqlite);
        var wrong = new List<string>();
        foreach (var (what, history) in KnownHistories.All)
        {
            if (await FailsAsync(product, history) is { } words)
            {
                wrong.Add($"{what}: {words}\n{history}");
            }
        }

        Assert.True(wrong.Count == 0, string.Join("\n\n", wrong));
    }

    [Theory]
    [InlineData("the model forgets deactivations")]
    [InlineData("Looker does not disable anybody")]
    [InlineData("Looker does not rename groups")]
    public async Task What_is_wrong_is_caught_and_shrunk_to_a_few_steps(string fault)
    {
        await using var product = await ProductWorld.CreateAsync(DatabaseProvider.Sqlite);
        product.Wire.Swallows = fault switch
        {
            "Looker does not disable anybody" => request => request.Operation == LookerOperations.UpdateUser && request.Body["is_disabled"]?.GetValue<bool>() == true,
            "Looker does not rename groups" => request => request.Operation == LookerOperations.UpdateGroup,
            _ => null,
        };
        Func<ModelState, ModelState>? falsify = fault == "the model forgets deactivations"
            ? state => state with { People = state.People.ToImmutableSortedDictionary(p => p.Key, p => p.Value with { Active = true }) }
            : null;
        for (var seed = 1; seed <= 100; seed++)
        {
            if (await FailsAsync(product, HistoryMaker.Make(seed), falsify) is { } words)
            {
                var (shortest, _) = await Shrinker.ShrinkAsync(HistoryMaker.Make(seed), words, shorter => FailsAsync(product, shorter, falsify));
                Assert.InRange(shortest.Steps.Count, 1, 3);
                return;
            }
        }

        Assert.Fail("Nobody noticed.");
    }

    private static async Task<string?> FailsAsync(ProductWorld product, History history, Func<ModelState, ModelState>? falsify = null)
    {
        try
        {
            await new HistoryRun(product, falsify).RunAsync(history);
            return null;
        }
        catch (DisagreementException e)
        {
            return e.Message;
        }
    }

    private static int? Number(string variable) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : null;
}

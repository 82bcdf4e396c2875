using Scimify.Core.People;
using Scimify.Core.People.Views;
using Scimify.Core.Persistence;
using Scimify.Core.Requests;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.People;

/// <summary>Views of lists that people save for themselves.</summary>
public sealed class SavedViewTests
{
    public static TheoryData<DatabaseProvider> Providers => AccountsBench.Providers;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task Everybody_has_their_own_views_of_a_list_whatever_their_role(DatabaseProvider provider)
    {
        await using var bench = await AccountsBench.CreateAsync(provider);
        var views = bench.Get<SavedViewService>();
        var (auditor, owner) = (await bench.PersonAsync(PortalRole.Auditor), await bench.PersonAsync());
        var failed = await views.SaveAsync(auditor, "users", " Failed ", "state=Failed", Ct);
        bench.Clock.Advance(TimeSpan.FromSeconds(1));
        await views.SaveAsync(auditor, "users", "Newest", "sort=-changed", Ct);
        await views.SaveAsync(auditor, "groups", "Failed", "state=Failed", Ct);

        Assert.Equal(["Failed state=Failed", "Newest sort=-changed"], await ShownAsync(auditor));
        Assert.Empty(await ShownAsync(owner));
        await Assert.ThrowsAsync<NotFoundException>(() => views.DeleteAsync(owner, failed.Id, Ct));
        await views.DeleteAsync(auditor, failed.Id, Ct);
        Assert.Equal(["Newest sort=-changed"], await ShownAsync(auditor));
        await Assert.ThrowsAsync<NotFoundException>(() => views.DeleteAsync(auditor, failed.Id, Ct));

        async Task<IEnumerable<string>> ShownAsync(Actor actor) => (await views.ListAsync(actor, "users", Ct)).Select(view => $"{view.Name} {view.Query}");
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task A_view_of_the_same_name_is_replaced_and_there_are_so_many_at_most(DatabaseProvider provider)
    {
        await using var bench = await AccountsBench.CreateAsync(provider);
        var (views, person) = (bench.Get<SavedViewService>(), await bench.PersonAsync());
        for (var i = 0; i < SavedViewService.MostOfAList; i++)
        {
            await views.SaveAsync(person, "users", $"View {i}", $"q={i}", Ct);
        }

        await Assert.ThrowsAsync<ConflictException>(() => views.SaveAsync(person, "users", "One more", "q=more", Ct));
        await views.SaveAsync(person, "groups", "One more", "q=more", Ct);
        var replaced = await views.SaveAsync(person, "users", "View 3", "q=other", Ct);
        var all = await views.ListAsync(person, "users", Ct);
        Assert.Equal(SavedViewService.MostOfAList, all.Count);
        Assert.Equal((replaced.Id, "q=other"), all.Where(view => view.Name == "View 3").Select(view => (view.Id, view.Query)).Single());
    }

    [Theory]
    [InlineData("", "q=a", "name")]
    [InlineData("   ", "q=a", "name")]
    [InlineData("a\nb", "q=a", "name")]
    [InlineData("12345678901234567890123456789012345678901", "q=a", "name")]
    [InlineData("Fine", "q=\r\nSet-Cookie: x", "query")]
    public async Task A_bad_view_is_refused_with_the_name_of_the_field(string name, string query, string field)
    {
        await using var bench = await AccountsBench.CreateAsync();
        var person = await bench.PersonAsync();
        var wrong = await Assert.ThrowsAsync<ValidationFailedException>(() => bench.Get<SavedViewService>().SaveAsync(person, "users", name, query, Ct));
        Assert.Equal([field], wrong.Fields.Keys);
        await Assert.ThrowsAsync<ValidationFailedException>(() => bench.Get<SavedViewService>().SaveAsync(person, "users", "Fine", new string('q', 1001), Ct));
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task Views_go_with_their_person(DatabaseProvider provider)
    {
        await using var bench = await AccountsBench.CreateAsync(provider);
        var (views, owner, gone) = (bench.Get<SavedViewService>(), await bench.PersonAsync(), await bench.PersonAsync(PortalRole.Operator));
        await views.SaveAsync(gone, "users", "Mine", "q=a", Ct);
        await bench.People.RemoveAsync(owner, gone.Id!.Value, Ct);
        Assert.Empty(await views.ListAsync(gone, "users", Ct));
        await Assert.ThrowsAsync<ConflictException>(() => views.SaveAsync(gone, "users", "Again", "q=a", Ct));
    }
}

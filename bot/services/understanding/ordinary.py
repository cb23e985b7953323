"""Ordinary words: never taken for a misspelt agency, and those that are names of agencies by chance."""

from bot.services.understanding.vocabulary import WORDS

_EVERYDAY_NAMES = """
aru babar balam balut basel batang batu batubara belu benteng big bone buru caruban ende halut karo kaur kisaran ktt
kudus kuningan lahat lan landak lebak ma malaka matra medan meranti metro mitra mura nad oi oki padang pakpak palas
pali palu pasir pati puncak rote sabu serang siak sikka soe solo sula tala toba tts tual tuba
"""
EVERYDAY = frozenset(_EVERYDAY_NAMES.split())
"""Names and aliases that are everyday words too: they need the company of a question about agencies."""

_WORDS = """
abang abon about above abu ac acara accept according account action actually acuh adab adat address adik aduh after
again against agama agen agree agresi agresif agung ahead air ajak ajar akal akar aki akrab aksi aktif aktual akun
akur alam alamat alami alang alas alasan alat alay alir allow almost along alot already alun alur always amal aman
amat ambang ambil ambing ambulans amerika among ampun amuk anak anam anan anda aneh anggap anggar anggaran anggota
anggur angin angka angkat angkatan angkot angkuh angkut angsa angsur another answer antar antena antik anting antre
anyone anything apel api apik aplikasi appear apply apung arab arah arang area around arrive arsip arti article arus
asah asal asam asap asia asin asing asli asma asmara asrama assign asuh asumsi asupan atap atas atlet attach attached
atur aturan australia available awal awam awan awas away awet ayah ayun azab babi baca back badai badan bagai bagan
bagasi bagus bahan bahas bahasa bahaya bahu bahwa baja bajak baju bakar bakat bakso baku balai balap balas balik
balita balkon balok balon balsem ban banana bandang bandar bandara bandel bandeng banding bandit bangau bangga bangkai
bangkit bangkok bangkrut bangku bangsa bangsal bangsat bangsawan bangun bangunan bank bantah bantai bantal bantam
banteng banting banyak bapak baper bara barak barang barat barbar bari baris baru basah base based basi basmi bata
batak batal batang batas batin batman batuan batuk batur bau baur baut bawa bawah bawang baya bayam bayang bayangan
bayar bayi bea bean beban bebas bebek becak because become beda bedah bedak before begal begini behind bejat bekas
beku bela belah belai belaka belanda belang belanja belati belau beliau believe bell belok belon below belt beluk
belukar belum belur belut bena benang benar bencana benci benda bender bendera bendung bengis bengkak bengkel benih
bening bensin bentak bentang bentar bentrok bentuk benua beradu berai berak beranda berang berangkat berangus berani
berapa beras berat bercak berdua beri beringas beringin berita berkah berkas berkat berlian bersih bersin beruang
beruk besar besi besok betah betina betis beton better betul between beyond biak biang biara bias biasa biaya bibir
bibit bicara bidan bidang bijak bijaksana biji bikin bila bilang bilas bili bilik bimbang bina binasa binatang bincang
bingkai bingo bintang bintara bintik biola biru bisik bising bisma bisnis bisu bitu blender blue board bocah bocor
bodoh body bohong bokek bola bolang boleh bolong bolos bom bonang bonceng bond bone boneka bongkah bongkar bonus book
borong boros bosan botak botani both botol bring buah buahan buang buat buaya bubar bubuk bubur budak budaya budi
budidaya bugar build bujang buka bukan bukit bukti buku bulan bulat bull bulu bumbu bumi bunda bundar bung bunga
bungkam bungkus bungsu buntu buntut bunuh bunyi bupati burn buruan buruh buruk burung busa business busuk busur busy
buta butir butuh buyar buyung cabai cabang cabut cacat cacing cadang cadar cahaya cair cakap call calon camat came
camp campak campur canda candi canggih cangkir cangkul cantik cap capai capek cari cast catat catur cawan ceban cecak
cedera cegah cekal celah celaka celana celup cemara cemas cemburu cendawan cendol cepat cerah ceramah cerdas cerita
cermat certain cetak cewek change check choose cicil cikini cina cincang cincin cinta cipta ciri cita citra city cium
clear coba cobaan cocok coin coklat colok color come coming common complete concern cone confirm connect consider
contact contek continue cooker copot corak coret corong correct could count country course cowok create credit cuaca
cuan cuci cucu cuka cukup cukur culik cumi cupang curah curam curang curhat curi curiga current cuti cutoff dada dadak
dadu daerah daftar dagang daging dahi dahulu daily daki dalam dalang damai damba dampak dana danau dance dandan
dangkal dapur darah daras darat dari daring dark darurat dasar dasi data datang datar date dating daun daur day daya
dayung debar debat debu degil dekat delay deliver demam demand demi demo denda dendam dengar dental depan derajat
deras deret derita desa desain desak desember design detak detik dewa dewan dewasa diabetes diam dian didik different
dinamis dinding dingin direct diri diskusi dispenser district doa does doing dokter dokumen domain dompet done door
dorong dosa dosen down dragon drama dua dubai duda duduk duga dugaan duka dukun dulu dunia durasi duri during dusta
duta duyung each early easy edan edar edit efek either ejek ekonomi ekor ekspor elang elegan elemen elok else email
emas ember emosi empat empty empuk enak enam encer endah endap endemi endemik endok endus energi energy engkau engsel
enough entah enteng enter erang erat eropa error es etika etnis even ever every everything exactly example expect
explain extra eye fail failed fajar fakta faktor faktur family fast feel feri figur figure file final find finish
finished fire first fisik flora flu fokus follow following food form forum forward found fragmen free friend full
further gabah gabung gabus gabut gada gadai gadang gadget gading gadis gaduh gagah gagal gagang gairah gajah gaji
galah galak galang galau gali galon gambar gambut game gampang gandeng gandum gang ganggu ganja ganjar ganjil gantang
ganteng ganti gantung gapai gapura garam garang garansi garap garasi garis garpu garuda garuk gas gatal gaul gaun
gawang gaya gayung gebang gedung gegar gegas gejala gelang gelap gelar gelas gelisah gelora geluk gemar gembala gembel
gembira gembong gemilang gempar gemuk genap gendang gender gendong gendut general geng genggam gentar genteng gerai
gerak geram gerangan gerbang gerbong gercep gereja gergaji gersang getting gigi gigit gila giling gincu ginjal girang
girl gitar given gives gizi goblok goda godok going golok golong gone gong good gorden gosok gosong goyang grafik
great green grosir group grow gua gubernur gubuk gudang gugat gugur gula gulai guling gulung gulungan guna gunting
guntur gurih guru gurun gusar gusi habis hadap hadir hafal hak hakim halal halaman halang halte halus hama hamba
hambar hambat hambur hamil hampa hampir hancur hand handal handuk hangat hangus hantam hantu happen happy hapus harap
harapan hard harga hari harta haru harum harus hasil hasrat hasut hati haus have having hawa health hear heart hebat
heboh held hello helm help hemat hendak henti heran here hewan hias hiasan hibah hibur hidang hidung hidup high higher
hijau hilang hina hindar hingga hirup hitam hitung hobi hold home hope hormat hotel hour house however hubung hubungan
hujan hukum huluan human huni huruf hutan hutang iba ibadah ibarat ibu ide idea idola ikal ikan ikat iklan iklim ikut
ilegal ilmu image imam iman imbang impor important include increase indah indeed indeks india induk industri infeksi
inform ingat inggris ingin ingus inside instan instead intan internal inti intip into ipar irama iri iring iris isak
isi island issue istana istri isu itik izin jabat jadi jadwal jaga jagal jago jagung jahat jahit jajah jajan jaket
jalan jalang jalin jalur jam jamak jaman jambak jamban jambang jambu jambul jamin jamu jamur janda jangan janggal
jangka jangkar jangkau janji jantan jantung jarak jarang jari jaring jarum jas jasa jatah jati jatuh jauh jauhi jawab
jejak jelang jelas jelata jelek jemari jembatan jempol jemput jemur jenak jenaka jendela jenderal jendral jenis jenuh
jepang jepara jepit jera jernih jeruk jijik jingga jiwa job jodoh joget join joke jomblo jorok jual jubah judul jujur
juling julukan jumat jumlah jumpa jurang juri jurit jurnal juru jurus just justru juta jutaan jutek kabar kabel kabung
kabur kabut kaca kacang kacau kadal kadang kadar kado kafe kaget kail kain kaisar kait kaji kakak kakek kaki kaku kala
kalah kalang kalangan kalap kaleng kali kalian kalimat kalor kalung kamar kambang kambing kamera kami kamis kampak
kampanye kampung kamu kamus kanal kanan kandang kandas kandidat kandung kangen kangkung kantin kantong kantor kantuk
kantung kanvas kaos kapak kapal kapan kapas kapasitas kapita kapten kapur karang karangan karat karbon karcis kardus
karena karet kargo kari karir karno karpet kartu kartun karung karunia karya karyawan kasar kasat kasih kasir kasur
kasus kata katak katun kaum kawah kawal kawan kawat kawin kaya kayal kayu kayuh kebal kebaya kebo kebun kecam kecap
kecewa kecil kecoa kecuali kecup kedai kedok kedua kedung keep kejam kejang kejar keju kejut kekal kelabu kelahi
kelainan kelak kelam kelapa kelas keledai kelelawar keliling kelinci keliru kelompok kelopak keluar keluarga keluh
kemah kemang kemas kemasan kembali kembang kembar kembung kemeja kemudi kena kenal kenang kenari kencan kencang
kencing kendala kendali kendara kendaraan kendi kendur kental kentang kentara kenyal kenyang kepo kept kera kerabat
kerah kerak keram keramat keran kerang kerangka keranjang kerap keras kerat keraton kerbau kerdil kereta kering
keringat keris kerja kertas kerucut keruh keruk ketan ketat ketika ketimun ketua ketuk ketupat khas khatam khawatir
khayal khusus kiamat kibar kijang kilang kilap kilat kilo kind king kipas kiper kira kiri kirim kisah kisar kismis
kista kita klaim klub knalpot know known kocok kode kodok kolak kolam kolega kolesterol kolom kolong kolot koma
komando komentar komite kompak kompas kompetisi kompor komunitas kondang kondisi konon konser kontan konten kontra
kontrak koper koperasi kopi kopling kopral koran korban korea korek kosong kota kotak kotor kotoran koyak kuah kuali
kuas kuasa kuat kubu kubur kuburan kubus kucing kuda kudu kuil kuku kukus kuliah kulit kulkas kumal kuman kumbang
kumis kumpul kumuh kunang kunci kuning kunjung kuno kuntum kupas kuping kupu kura kurang kuras kurban kurir kurma kurs
kursi kursus kurung kurus kusam kusen kusta kutang kutip kutu kutub kutuk kutukan laba labah labil labu lacak laci
ladang lafal laga lagak lagi lagu lahan lahap lahir lain lajang laju laki lakon laku lalai lalang lalap lalat lalu
lama laman lamar lamaran lambai lamban lambang lambat lambung lampau lampion lampu lancang lancar lancip land landai
landak landas landing langgar langit langka lansia lanskap lantai lantang lantas lantik lapak lapang lapar lapis lapor
lapuk larang larangan laras lari laris larut laser laskar last latar later latih laut lawak lawan lawas layak layan
layang layar layu lead learn least leave lebah lebam lebar lebat lebay lebih lebur lecet ledak left legal leher lekat
lelah lelaki lelang lelap lele leluhur lemah lemak lemari lembab lembaga lembah lembang lembar lembek lembing lembu
lembur lembut lempar lempeng lengan lengkap lengket lengkung lenyap lepas lereng less lestari lesung letak letih
letter leukemia level lezat liar libat libur licik licin lidah life liga light lihai like likely lilin lilit lima
limau limbah limpah lincah lindas lindung line linggis lingkar lingkung lingkup lintah lintang lintas lipan lipat
liput lirik lisan list listrik live lobak lobang lobi local logam logat login logis lokasi lolos lompat loncat london
long longer longgar longsor lontong look looking lopor lorong lose losmen lost lower luang luap luar luas lubang ludah
lugas lugu luhur luka lukis luluh lulus lumas lumbung lumpuh lumpur lumut lunak lunas lunch luncur luntur lupa lurah
luring lurus lusa lutut maaf maag mabuk macam macan macet made madu maestro magang mager magnet mahal mahar mahasiswa
mahir mahkota mahluk main mainan maju maka makam makan make makhluk makin maklum makmur makna maksud malahan malaikat
malam malang malas malaysia male maling malu mamah mamalia mampir mampu man mana manage mancung mandi mandiri manfaat
mangga manggis mangkat mangkuk mangsa manis manja manjur mantan mantap mantel mantra mantul manusia many map marah
marathon maret margin marinir mark markas market martabat masa masak masalah masam masih masing masjid maskapai masker
massa massal masuk masyarakat mata matahari matang mati matter mau maulana maut mawar mawas mayang mayat maybe mayor
meal mean means mebel medali medan media medium meet megah meja mekar melar melarat melati melayu melek melodi melulu
memang memasang member membran menang menangis menara mendadak mendung menit mentah mental mentari mentega menteri
mention mentor mentri menuju menyan merah merana merdeka merek meriang merpati mertua mesin mesir mesjid mesra message
metal meteor meter method metode mewah might miliki million mimpi mind mineral minggu minim minoritas minta minum
minute minyak miring mirip misal misi miskin mistar modal model moga mogok mohon molek momen money month monyet moral
more morning most mother motif motor move movie muak mual muara muat muda mudah mudik mufakat muka mukim mula mulai
mulia mulus mulut mundur mungil mungkin muntah murah muram murid murka murni musang music musik musim musnah must
musuh mutasi mutiara mutlak mutu nabi nada nafas naik nakal nalar nama name nampak nampan nanas nangka nanti napas
nasi nasib nasihat nasional naskah natural nature near nearly need negara negeri nelayan nenek netral never next ngaji
ngantuk niaga niat night nikah nikmat nila nilai nominal nomor nona nongkrong normal nota note nothing notice nuansa
number nyala nyaman nyamuk nyaring nyaris nyata nyawa nyeri nyonya obat obor obral obrol odol off offer office often
ojek olah olahraga oli olok ombak ompong once ongkos only open opened operasi oplos optik orang orasi orde order oren
organ otak other others otot out outside oven over overall pabrik pacar pacu pada padahal padam padan padang padat
padi pagar page pagi paha pahala paham pahat pahit paid pajak pajang pakai pakaian pakan pakar paket paksa paku palang
palem paling palsu pamer pameran pamit pamor panah panas panca pancar panci pancing pancung pandai pandan pandang
pandangan pandu panen pangan pangeran panggang panggil panggul panggung pangkal pangkalan pangkas pangkat pangsa panik
panitia panjang panjat pantai pantang pantas pantat pantau panti pantul panutan papa papan papar paper para parah
parang paras pari paris parit parsial part partai partisipasi party paru parut pasang pasar pasaran pasien pasif pasir
pasok paspor pass passed passing password past pasti pastor pasukan patah path patok patuh patung paus payah payung
pecah pecat pedagang pedang pedas pedih peduli pegang pegawai pekan pekat pelajar pelampung pelan pelanggan pelangi
pelari pelihara pelita pelosok peluang peluk peluru pemilu pemuda pena penari penasaran penat penawaran pencak pendam
pendapat pendek pending penghulu pengin penjara penting penuh penumpang penyakit people pepaya perah perahu peran
perang perangkat peras perban perbankan percaya percent perdana pergi peri periang perih period peristiwa periuk
perkara perlu permai permata pernah pers persada persegi person pertama perut pesan pesat pesawat pesta peta petak
petang petani peti petir petualang phase phone piagam piala pialang piara pidana pidato pijak pijar pijat pikat pikir
pikul pilar pilek pilih pilot pilu pinang pinda pindah pindang pinggang pinggir pingsan pinjam pink pintar pintas
pintu pipa pipi pirang piring pisah pisang pisau place plakat plan plastik play please pohon point pojok pokok pola
police polisi politik polong polos pompa pondok populer pori porsi pos posisi positif possible post potong potret
power prakarya praktik prasangka prasasti preman prepare present presiden prestasi previous pria pribadi price prime
prinsip problem process produk profil proper proposal provide proyek puas puasa public published pucat pucuk pudar
puding puing puisi puji pujian pukul pulang pulau puluh pun punah puncak pundak punggung pungli pungut punya pupuk
puput pure pusaka pusar pusat pusing pustaka putar puteri putih putri putus putusan quarter question quick quite rabu
racik racun radang radar radio radius raga ragam ragi ragu rahang rahasia rahmat raih rain raja rajin rajut rak raket
rakit rakus rakyat ramah ramai ramal rambah rambat rambu rambut rampas ramping rampok rampung ramu ranah rancang
rangka rangkai rangkak rangkap rangking rangkul rangsang ranjang ranjau ransel rantai rantau ranting rapat rapi rapuh
ras rasa rasio rata ratap rate rather rating ratu ratus raup raut rawa rawan rawat raya rayu reach read ready real
really reason rebah rebahan rebana rebus rebut receh receive recent record red reda redam redup reference region regu
regular rehat reka reklamasi rela relasi related rem remain remaja remas remind remote rempah remuk renang rencana
rencang renda rendah rendam rendang renggang rengkuh renta rentan rentang renung reply repot request require
reruntuhan resah resap resep resi resiko resmi respond response rest restoran restu result retak retro return review
riang rias ribu ribut rice right rimba rincian rindu ringan ringkas rintang rintih risau risiko ritual river riwayat
road robek roboh robot roda rok rokok roman ronda rongga rontok room rotan roti ruang ruas rugi rujuk rukun rule rumah
rumit rumput rumus run runding runtuh rupa rupiah rusa rusak rusia rusuh rute saban sabar sabda sabit sabtu sabuk
sabun sadar sadis safari safe sah sahabat saham sahut saing sajak saji sakit saksi sakti saku salah salak salam salep
salin salju salon salur salut sama samai samar samara sambal sambil sambung sambut same sampah sampai sampan samping
sample sampo sampul samudra sandal sandang sandar sandera sandi sangat sanggar sanggup sangka sangkal sangkar sangkut
santai santan santri santun santuy sapa sapi sapu saraf saran sarana sarang sarapan sari sariawan saring sarjan
sarjana sarung sasaran sastra satpam satu saudara saung savana sawah sawan sawit saya sayang sayap sayat sayur scan
schedule school score sea sebab sebaik sebal sebar seberang sebut secara second section sedan sedang sedap sederhana
sedia sedih sedikit sedot seem seen segala segar segel segi sehat sejarah sejuk seka sekat sekedar sekolah sekring
sela selada selam selamat selang selar selasa selat sele selera selesai selidik selimut seling selip selisih selop
semai semak semangat semangka semarak semasa sembah sembako sembarang sembelit semberani sembilan sembuh sembunyi
sembur semen sementara sempat sempit semprot sempurna semut senandung senang senat senayan send senda sendal sendi
sendiri sendok sendu seneng sengaja sengat sengketa seni senin senja senjata sentak sentosa sentral sentuh senyap
senyum sepak sepat sepatu sepeda sepi serabut seragam serah seram serambi serang serangan serangga serap serasi serat
seri serigala serikat sering serius sersan serta seru seruling serunding server service sesak sesal sesat setan setara
setia setir setor sewa share short should show siaga sial siang siapa siar sidang side sidik sifat sign sihir sikap
sikat siksa siku sila silang silat silih silk silsilah siluman simak simpan simpang simpati simple simpul sinar since
sindir singa singapura singgah singgung singkat singkong single singsing sinis sinting sinyal sipil siput siram sirih
sirkus sirup sisa sisi sisik sisip sistem siswa sita site situs skandal skin sleep slogan small smart snow soal sobek
sofa soft sogok sok sokong solar solusi sombong some someone something song soon sopan sopir sorak sorang sore sorot
sorry sort sosial sosok sound source south space spanduk special speed spesial spion sport sprei spring stabil staff
standard star start stasiun state stated statement stay step still stop store story strange strong style submit subuh
subur such suci sudut suhu suit suka sukar sukarela sukses suku sulam suling sulit sulung sumbang sumbat sumber
summary sumpah sumur sun sunat sungai sungguh sungkan sunyi super supir support suram surat sure surga suruh surut
susah suster susu susul susun susut sutra syair syal syarat system syukur tabel tabir table tabrak tabung tabungan
tadi tagih tahan tahanan tahap tahu tahun tajam takar takdir take taken takluk taksi taksir takut tali talk tamak
taman tamat tambah tambak tambal tambang tambat tambun tampak tampan tampang tampar tampil tampung tamu tanah tanam
tanda tandan tandang tanding tanduk tandus tangan tangga tanggal tanggap tangguh tanggul tanggung tangis tangkai
tangkap tangkas tangki tani tanjak tanjung tanpa tantang tanya tapak tapi tari tarian tarif tarik taring taruh taruna
tarung tas task tata tatanan tatap taubat tawa tawan tawar tayang team tebak tebal tebang tebar tebas tebing tebu
tebus teduh tega tegak tegang tegar tegas teguh teguk tegur teka tekad tekan teknik teknologi tekstil tekun telaga
telan telat telepon telinga teliti tell teluk telur teman tembaga tembak tembakau tembang tembok tembus tempat tempel
tempo tempuh tempur temu temuan tenaga tenang tenda tendang tender tengah tenggelam tenggorok tengkuk tengok tenis
tentang tentara tenteram tentu tenun teori tepat tepi tepuk terang terap terapan teras teratai terbang terbit teri
teriak terik terima terjal terjang terjun terka terkam ternak terobos terong teropong terpal terus test tetangga tetap
tetas tetes tewas text thailand than them then there these thing think those though through thus tiang tiap tiba tiban
tidak tidur tiga tikam tikar tiket tikus tilang till timah timang timbang timbul timbun time timpa timun timur tindak
tindas tinggal tinggi tingkah tingkat tinju tinta tipis tipu tiram tiri tiru tisu titah titik titip tiup today toga
together toko tokoh tolak told tolol tolong tombak tombol tomorrow tone tongkat tonton tool top topeng topi total
toward town toyota track tradisi train tree trotoar trouble true truman tua tuah tuai tuak tuan tuang tubuh tuding
tugas tugu tuhan tuju tujuan tukang tukar tulang tular tulen tuli tulis tulus tumbal tumbang tumbuh tumbuk tumis tumit
tumpah tumpang tumpas tumpu tumpuk tumpul tuna tunai tunang tunas tunda tunduk tune tunggal tunggu tunjuk tuntas
tuntun tuntut turbin turis turki turn turun turut tusuk tutup tutur type ubah uban ubi ubur ucap udang udara ujar uji
ujian ujung ukir ukur ulama ulang ulangan ular ulas ulat umat umbar umpama umpan umpat umum umur undang under undi
unduh undur unggas unggul ungkap ungsi ungu unik unit universitas unjuk unless unsur until untung upacara upah upaya
update upload urai urat urus urut usaha usai usang useful usia using usir usual usul usus utama utang utarakan utuh
utus value vampir verify version very video vietnam view visa visi vitamin voice vokasi volume vonis vote voting wadah
wait waiting wajah wajan wajar wajib wakil waktu walau wali walk wall wangi wangsa wanita want war waras warga waris
warisan warna warta warung wasiat wasit waspada watak water way wayang web week weekly well wenang were wewenang what
when where whether which while whole whom whose wibawa wilayah wild will wind window wine winner wish wisuda with
within without woman wonder wood word work working world wortel would write wrong wujud yakin yatim yayasan year
yesterday yet young your zaman zat ziarah zona zone
woy wae mepet semester semesteran kades gaspol anjay njir gais bestie cuy coy sob bro sis lur dab cak ning budhe mbah
eyang nduk le ceu mang deui heula enya kitu sanes buru grasah deg mumet puyeng ribet riweuh rempong stres bete kesel
sebel gemas estimasi sekitaran sekitar kurleb pimpinan kabid kasi kasubag kasubbag kabag kaban kadis sekdis plt plh pj
pjs definitif staf ahli analis auditor termutakhir mutakhir faktual sahih fix dashboard dasbor tab sheet excel
spreadsheet gform gdrive drive folder zip rar stagnan anjlok merosot koq ngapa nape klarifikasi validator sewu gandos
markotop kek macem sinkron singkron integrasi konek lemot lelet hang klasemen juara sejauhmana jabarkan wejangan
apaaan apatu bales dereng persis gaskeun gasken cuss cusss hayu ayok ayuk maluin fyi btw imho cmiiw otw afk brb lol
hadeh haduh duh waduh wah wow astaga astagfirullah insyaallah insyaalloh bismillah subhanallah oranye sendat tersendat
mandek siapatau elo loe notulis sejawat separuh sepertiga seperempat apresiasi sanksi dinas kontak korwil monggo rumor
dijamin kuota sinyalir absah akurat presisi rinci ringkas lugas mendesak genting darurat berkala rutin berkelanjutan
"""
_ORDINARY = frozenset(_WORDS.split())

_PREFIXES = (
    *("meng", "meny", "mem", "men", "peng", "peny", "pem", "pen"),
    *("per", "ber", "ter", "me", "di", "se", "ke", "pe"),
)
_NASALS = (
    *(("meny", "s"), ("peny", "s"), ("men", "t"), ("pen", "t"), ("mem", "p"), ("pem", "p"), ("meng", "k")),
    *(("peng", "k"), ("ny", "s"), ("ny", "c"), ("ng", ""), ("ng", "k"), ("n", "t"), ("m", "p")),
)
"""Prefixes that swallow the first letter of a word: "menulis" and "nulis" are from "tulis"."""

_SUFFIXES = ("nya", "kan", "lah", "kah", "an", "ku", "mu", "i")
_SHORTEST_ROOT = 4


def is_ordinary(word: str) -> bool:
    """Whether a word is an ordinary Indonesian (or English) word, also with one prefix and two suffixes."""
    if word in _ORDINARY:
        return True
    if len(word) <= _SHORTEST_ROOT:
        return False
    return any(_is_root(stem) for stem in _without_suffix(word)) or any(
        _is_root(stem) for suffixed in _without_prefix(word) for stem in (suffixed, *_without_suffix(suffixed))
    )


def _is_root(stem: str) -> bool:
    return len(stem) >= _SHORTEST_ROOT and (stem in _ORDINARY or stem in WORDS)


def _without_suffix(word: str) -> list[str]:
    once = [word.removesuffix(suffix) for suffix in _SUFFIXES if word.endswith(suffix)]
    return once + [stem.removesuffix(suffix) for stem in once for suffix in _SUFFIXES if stem.endswith(suffix)]


def _without_prefix(word: str) -> list[str]:
    stems = [word.removeprefix(prefix) for prefix in _PREFIXES if word.startswith(prefix)]
    return stems + [letter + word.removeprefix(nasal) for nasal, letter in _NASALS if word.startswith(nasal)]
